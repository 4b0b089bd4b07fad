package evidence

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/inference"
)

// The symbols of a basket have one signal, and the daily profits of the right
// configuration correlate as their returns do; each has its own edge.
func TestBasket(t *testing.T) {
	for _, rho := range []float64{0, 0.3, 0.8} {
		b := Basket{Offer{Days: 92, Holding: microstructure.Horizons()[3], Trips: 400, Volatility: bitcoin()}, rho, []float64{20, 0, -5}}
		profits, returns, mean := 0.0, 0.0, make([]float64, 3)
		const runs = 6
		for seed := range uint64(runs) {
			markets := must(b.Markets(seed, 7, DefaultRegimeRule()))
			var daily [][]float64
			for i, m := range markets {
				trials := newSweeper(m.Market, []microstructure.Configuration{b.Right()}, DefaultFill(), Standard()).all()
				daily = append(daily, trials.Trials[0].Daily)
				mean[i] += trials.Trials[0].MeanBps() / runs
				if !slices.Equal(m.Signal[1000:], markets[0].Signal[1000:]) {
					t.Fatalf("symbol %d has a signal of its own", i)
				}
			}
			profits += must(inference.Correlation(daily[0], daily[1])) / runs
			returns += must(inference.Correlation(markets[1].Returns[1:], markets[2].Returns[1:])) / runs
		}
		if math.Abs(profits-rho) > 0.12 || math.Abs(returns-rho) > 0.03 {
			t.Errorf("correlation %v: %v of daily profits, %v of returns", rho, profits, returns)
		}
		for i, want := range b.SymbolNetBps {
			if math.Abs(mean[i]-want) > 4 {
				t.Errorf("correlation %v, symbol %d: %v bps per trip, want %v", rho, i, mean[i], want)
			}
		}
	}
	for _, b := range []Basket{{}, {Offer: Offer{Days: 92, Holding: microstructure.Horizons()[3], Trips: 40}, Correlation: 2, SymbolNetBps: []float64{1}}} {
		if _, err := b.Markets(1, 7, DefaultRegimeRule()); !errors.Is(err, ErrConfig) {
			t.Error(err)
		}
	}
}
