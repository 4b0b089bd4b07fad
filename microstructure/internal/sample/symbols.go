package sample

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/pooled"
)

// A SymbolsStudy is one rule studied on several symbols.
type SymbolsStudy struct {
	Rows   []pooled.Row // one of them with an error
	Pooled *pooled.Study
}

// Generalising is a study of three symbols with an edge on all of them.
func Generalising(t testing.TB) *SymbolsStudy { return get(t, generalising) }

// OneSymbols is a study of three symbols, one of which has an edge.
func OneSymbols(t testing.TB) *SymbolsStudy { return get(t, oneSymbols) }

// Untraded is a study of two symbols that are never worth trading.
func Untraded(t testing.TB) *SymbolsStudy { return get(t, untraded) }

// SymbolsCalibration is a calibration on a basket of each of two kinds.
func SymbolsCalibration(t testing.TB) *pooled.Calibration { return get(t, symbolsCalibrated) }

var symbolsCalibrated = sync.OnceValues(func() (*pooled.Calibration, error) {
	k := pooled.DefaultCalibrationConfig()
	k.Baskets, k.Cells, k.Workers = 1, []pooled.Cell{k.Cells[0], k.Cells[len(k.Cells)-1]}, 1
	c := quickEvidence()
	c.Folds = evidence.DefaultFoldRule()
	return pooled.Calibrate(context.Background(), c, k, nil, nil)
})

var (
	generalising = sync.OnceValues(func() (*SymbolsStudy, error) { return studySymbols(25, 20, 30) })
	oneSymbols   = sync.OnceValues(func() (*SymbolsStudy, error) { return studySymbols(60, 0, 0) })
	untraded     = sync.OnceValues(func() (*SymbolsStudy, error) { return studySymbols(-30, -30) })
)

// studySymbols studies symbols of 92 days, each with 200 trips on offer of a
// mean net profit.
func studySymbols(netBps ...float64) (*SymbolsStudy, error) {
	c := quickEvidence()
	c.Folds, c.AuditErrors = evidence.DefaultFoldRule(), 0
	out := &SymbolsStudy{Rows: []pooled.Row{{Symbol: "NONEUSDT", Verdict: evidence.Verdict{Label: evidence.NotTaken}, Err: fmt.Errorf("%w: none of 2 days begins with one", evidence.ErrTooShort)}}}
	var symbols []pooled.Symbol
	for i, net := range netBps {
		o := evidence.Offer{Days: 92, Holding: microstructure.Horizons()[1], Trips: 200, NetBps: net, Volatility: evidence.NullSimulations()[0].Volatility}
		m, err := o.Market(uint64(i), c.Costs.RoundTripBps(), c.Regimes)
		if err != nil {
			return nil, err
		}
		p, err := m.DayProfits(c)
		if err != nil {
			return nil, err
		}
		p.AuditErrors = 0
		symbol := string(rune('A'+i)) + "USDT"
		symbols = append(symbols, pooled.Symbol{Name: symbol, DayProfits: p})
		out.Rows = append(out.Rows, pooled.Row{Symbol: symbol, From: "2025-11-01", To: "2026-01-31", Verdict: evidence.Verdict{Label: evidence.NotProven, Trips: 12.4}})
	}
	var err error
	out.Pooled, err = pooled.Run(symbols, pooled.ConfigOf(c))
	for i := range symbols {
		out.Rows[i+1].Verdict.Daily = out.Pooled.Symbols[i].Daily
	}
	return out, err
}
