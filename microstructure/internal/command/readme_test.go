package command

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/reference"
)

const perDay = evidence.RowsPerDay

// denseBars are bars of one source, none of them missing, without meaning.
func denseBars(n int) []microstructure.SourceBars {
	r := rand.New(rand.NewPCG(1, 2))
	s := microstructure.SourceBars{Source: microstructure.Source{Name: "a", Label: "a"}}
	price := 100.0
	for i := range n {
		price *= math.Exp(0.001 * r.NormFloat64())
		s.Bars = append(s.Bars, microstructure.Bar{
			TimestampUS: int64(i) * microstructure.IntervalUS, TradeCount: 5, Open: price, Close: price, High: price, Low: price,
			After100ms: price, After1s: price, After5s: price, Volume: 1, QuoteVolume: price,
			VolImbalance: r.NormFloat64(), DollarImbalance: r.NormFloat64(), LargeImbalance: r.NormFloat64(),
			CountImbalance: r.NormFloat64(), CloseVsVWAP: r.NormFloat64(), VolProfileSkew: r.NormFloat64(),
		})
	}
	s.Takers = make([]microstructure.Takers, n)
	return []microstructure.SourceBars{s}
}

// least is the smallest number from 1 to most that is enough.
func least(t *testing.T, most int, enough func(n int) bool) int {
	t.Helper()
	for n := 1; n <= most; n++ {
		if enough(n) {
			return n
		}
	}
	t.Fatalf("%d are not enough", most)
	return 0
}

// firstValue is the number of rows at the last of which a column begins.
func firstValue(x []float64) int {
	return slices.IndexFunc(x, func(v float64) bool { return !math.IsNaN(v) }) + 1
}

// The README's table of the least spans is what the code asks for: each number
// is found by trying.
func TestLeastSpansInTheReadme(t *testing.T) {
	const most = 7 * perDay
	bars := denseBars(most)
	panel := func(n int) *microstructure.Panel {
		p, err := microstructure.JoinPanel([]microstructure.SourceBars{{Source: bars[0].Source, Bars: bars[0].Bars[:n]}})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	all := panel(most)
	composite := reference.NewComposite(all, microstructure.SignalFeatures())
	signal := microstructure.RollingSignal(composite.Score)
	returns := all.Returns[0]
	gates, folds := evidence.DefaultGates(), evidence.DefaultFoldRule()

	longest := slices.MaxFunc(microstructure.Horizons(), func(a, b microstructure.Horizon) int { return a.Bars - b.Bars })
	ic := least(t, most, func(n int) bool {
		rank, err := reference.NewRankIC(longest, signal[:n], microstructure.ForwardReturns(all.LeadClose()[:n], longest.Bars))
		return err == nil && !math.IsNaN(rank.IC)
	})
	config := reference.DefaultConfig("X")
	config.Grid.Thresholds = []float64{1e-9} // every bar asks for a trade
	choice := 600 + least(t, most, func(n int) bool {
		s, err := reference.Run(panel(600+n), config, nil)
		return err == nil && s.Stopped == nil
	})
	shortest := slices.MinFunc(config.Grid.Holdings, func(a, b microstructure.Horizon) int { return a.Bars - b.Bars })
	toTrade := least(t, 7, func(days int) bool {
		_, err := evidence.NewMarket(0, evidence.OnePrice(returns[:days*perDay]), signal[:days*perDay], make([]microstructure.Regime, days*perDay))
		return err == nil
	})
	labelled, err := evidence.DefaultRegimeRule().Label(returns)
	must(t, err)
	regimes := slices.IndexFunc(labelled.Labels, func(r microstructure.Regime) bool { return r != microstructure.Warmup }) + 1
	deciles := least(t, most, func(n int) bool {
		curve, err := evidence.Deciles(signal[:n], all.LeadClose()[:n], microstructure.Horizon{Name: "5m", Bars: 1}, microstructure.Interval{}, evidence.Standard())
		must(t, err)
		return slices.ContainsFunc(curve.Deciles, func(d evidence.DecileMean) bool { return d.N > 0 })
	})
	quick := evidence.DefaultConfig()
	quick.Resampling.Reps, quick.ICReps = 1, 1
	month := denseBars(40 * perDay)
	toFold := 30 + least(t, 10, func(more int) bool {
		_, err := evidence.Run([]microstructure.SourceBars{{Source: month[0].Source, Bars: month[0].Bars[:(30+more)*perDay], Takers: month[0].Takers[:(30+more)*perDay]}}, quick, nil)
		return err == nil
	})
	const correlation = 0.1
	lag := int(math.Ceil(math.Pow(audit.DefaultThresholds().LagZ/correlation, 2)))

	days := func(bars int) int { return (bars + perDay - 1) / perDay }
	count := func(bars int) string { return text.Plural(bars, "bar") }
	var want strings.Builder
	for _, row := range []struct {
		part, needs string
		days        int
	}{
		{"ranks of the features", count(firstValue(composite.Ranks[0])), days(firstValue(composite.Ranks[0]))},
		{"composite signal", fmt.Sprintf("%s: a rank, and %d ranks to standardise", count(firstValue(signal)), microstructure.RankMinPeriods), days(firstValue(signal))},
		{"IC at " + longest.Name, count(ic), days(ic)},
		{"reference: volatility regimes", count(firstValue(reference.NewVolatility(returns, microstructure.Interval{}).Ratio)), days(firstValue(reference.NewVolatility(returns, microstructure.Interval{}).Ratio))},
		{"reference: choice and walk-forward", fmt.Sprintf("more than %d round trips, and more than %d in the test span: %s if each asks for a trade of %s",
			config.MinTrips, config.MinTestTrips, count(choice), shortest.Name), days(choice)},
		{"honest: trades", "a day that begins with a signal", toTrade},
		{"honest: volatility regimes", count(regimes), days(regimes)},
		{"honest: deciles", count(deciles), days(deciles)},
		{"honest: folds", fmt.Sprintf("%d days to train and 1 to test, after %d without a signal", folds.TrainDays, microstructure.Interval{}.WarmupDays()), toFold},
		{"verdict `edge`", fmt.Sprintf("round trips on %d days out of sample", gates.MinDays), microstructure.Interval{}.WarmupDays() + folds.TrainDays + gates.MinDays},
		{"audit: days with few trades", "days to compare with", daysToCompare(t)},
		{"audit: clocks", fmt.Sprintf("a day of two sources; a correlation of %g is clear after %s with a trade", correlation, text.Plural(lag, "second")), 1},
	} {
		fmt.Fprintf(&want, "| %s | %s | %d |\n", row.part, row.needs, row.days)
	}

	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(readme), "| part | takes at least | days |\n| --- | --- | ---: |\n")
	if table, _, _ = strings.Cut(table, "\n\n"); !found || table+"\n" != want.String() {
		t.Errorf("the README has\n%s\nwant\n%s", table, want.String())
	}
}

// daysToCompare is the number of days from which on the audit finds a day with
// few trades.
func daysToCompare(t *testing.T) int {
	t.Helper()
	dir := t.TempDir()
	mustRun(t, "synth", "--out", dir, "--days", "6", "--trades-per-bar", "4", "--sources", "a")
	all, err := dataset.Open(dir, "BTCUSDT")
	if err != nil {
		t.Fatal(err)
	}
	days, err := all.Days("a")
	if err != nil {
		t.Fatal(err)
	}
	w, err := dataset.CreateTrades(days[0].Path, microstructure.Provenance{Synthetic: "test"})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Append(microstructure.Trades{TimestampUS: []int64{days[0].StartUS}, Price: []float64{95_000}, Quantity: []float64{1},
		QuoteQuantity: []float64{95_000}, Side: []microstructure.Side{microstructure.Buy}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return least(t, len(days), func(n int) bool {
		in, err := all.Within(dataset.Span{To: time.UnixMicro(days[n-1].StartUS).UTC().Format(time.DateOnly)})
		if err != nil {
			t.Fatal(err)
		}
		a, err := audit.Run(context.Background(), in, []microstructure.Source{{Name: "a", Label: "a"}}, audit.DefaultConfig())
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(a.Findings, func(f audit.Finding) bool { return f.Check == audit.CheckRows })
	})
}
