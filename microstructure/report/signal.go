package report

import (
	"fmt"
	"math"
	"slices"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/reference"
	"github.com/tickbook/tickbook/microstructure/table"
)

// Regimes counts the panel's bars by volatility regime, the most frequent
// first.
func Regimes(s *reference.Study) table.Table {
	s = whole(s)
	t := table.New("Bars by volatility regime", "regime", "volatility ratio", "bars", "share")
	t.Note = "The ratio is the 1-hour over the 1-day realised volatility of " + item(s.Panel.Sources, 0).Name +
		". Its cuts are the 30 % and 70 % quantiles of the whole sample: they look ahead."
	if s.Regimes == nil {
		t.Note = stopped(s)
		return t
	}
	ranges := map[ms.Regime]string{
		ms.LowVol:  "up to " + text.Number(s.Cuts.Low, 3),
		ms.Normal:  "up to " + text.Number(s.Cuts.High, 3),
		ms.HighVol: "above " + text.Number(s.Cuts.High, 3),
		ms.Warmup:  "not known yet",
	}
	counts := ms.CountRegimes(s.Regimes)
	order := []ms.Regime{ms.LowVol, ms.Normal, ms.HighVol, ms.Warmup}
	slices.SortStableFunc(order, func(a, b ms.Regime) int { return counts[b] - counts[a] })
	for _, r := range order {
		t.Add(r.String(), ranges[r], text.Count(counts[r]), text.Percent(float64(counts[r])/float64(s.Panel.Len())))
	}
	return t
}

// Signal describes the composite and its standardised form.
func Signal(s *reference.Study) table.Table {
	s = whole(s)
	t := table.New("Composite and signal", "series", "bars", "mean", "standard deviation", "smallest", "largest")
	t.Note = fmt.Sprintf("The first %s bars have no signal: ranks need %d bars, and the signal as many ranks.",
		text.Count(s.Panel.Len()-describe(s.Signal).n), s.Panel.Interval.Windows().RankMin)
	for _, series := range []struct {
		name   string
		values []float64
	}{{"composite (0 to 1)", s.Composite.Score}, {"signal (z-score)", s.Signal}} {
		d := describe(series.values)
		t.Add(series.name, text.Count(d.n), text.Signed(d.mean, 3), text.Number(d.std, 3), text.Signed(d.least, 3), text.Signed(d.most, 3))
	}
	return t
}

// IC lists the composite's rank information coefficients.
func IC(s *reference.Study) table.Table {
	t := table.New("Rank correlation (IC) of the composite signal with forward returns",
		"horizon", "bars", "IC", "p-value")
	t.Note = "The p-value takes bars to be independent. Forward returns over more than one bar overlap, so it flatters."
	for _, r := range s.IC {
		t.Add(r.Horizon, text.Count(r.N), text.Signed(r.IC, 4), scientific(r.PValue))
	}
	return t
}

// scientific writes a p-value of any size.
func scientific(p float64) string {
	if math.IsNaN(p) {
		return text.Missing
	}
	return text.Minus(fmt.Sprintf("%.2e", p))
}

// DecileSpreads lists the contrarian spread of the extreme deciles by horizon.
func DecileSpreads(s *reference.Study) table.Table {
	fee := s.Config.FeeBps
	t := table.New("Mean forward return of the extreme deciles (bps)",
		"horizon", "D1, sell pressure", "D10, buy pressure", "spread D1 − D10", "net of one fee", "")
	t.Note = fmt.Sprintf("Net of a single round trip of %s, as the reference has it; the spread has two legs, so trading it costs two. "+
		"The deciles' edges come from the whole sample: they look ahead.", text.GivenBps(fee))
	if s.Deciles.Of == nil {
		t.Note = stopped(s)
		return t
	}
	for i, h := range s.Config.Horizons {
		d := item(s.DecileReturns, i)
		if len(d) == 0 {
			t.Add(h.Name, text.Missing, text.Missing, text.Missing, text.Missing, "")
			continue
		}
		spread := reference.ContrarianSpreadBps(d)
		mark := ""
		if spread > fee {
			mark = "✓ above the fee"
		}
		t.Add(h.Name, text.Signed(d[0].MeanBps, 2), text.Signed(d[len(d)-1].MeanBps, 2), text.Signed(spread, 2), text.Signed(spread-fee, 2), mark)
	}
	return t
}

// RegimeSpreads lists the contrarian spread by horizon and regime.
func RegimeSpreads(s *reference.Study) table.Table {
	t := table.New("Contrarian decile spread by volatility regime (bps, D1 − D10)",
		"horizon", "low vol", "normal", "high vol", "all")
	t.Note = fmt.Sprintf("A dash: fewer than %d bars. A spread above the round trip's %s would pay one fee.", reference.MinRegimeRows, text.GivenBps(s.Config.FeeBps))
	if s.Regimes == nil {
		t.Note = stopped(s)
		return t
	}
	for i, h := range s.Config.Horizons {
		row := []string{h.Name}
		for _, r := range []ms.Regime{ms.LowVol, ms.Normal, ms.HighVol} {
			row = append(row, text.Signed(spreadIn(item(s.RegimeSpreads, i), r), 2))
		}
		t.Add(append(row, text.Signed(reference.ContrarianSpreadBps(item(s.DecileReturns, i)), 2))...)
	}
	return t
}
