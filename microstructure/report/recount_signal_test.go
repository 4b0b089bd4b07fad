package report_test

import (
	"cmp"
	"math"
	"slices"
	"testing"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/sample"
	"github.com/tickbook/tickbook/microstructure/report"
)

// forwardBps are the returns over the given number of rows from each row on,
// NaN at the end.
func forwardBps(closes []float64, rows int) []float64 {
	out := make([]float64, len(closes))
	for i := range out {
		out[i] = math.NaN()
		if i+rows < len(closes) {
			out[i] = (closes[i+rows]/closes[i] - 1) * 1e4
		}
	}
	return out
}

// extremes are the mean forward returns of the tenth of the rows with the
// lowest signal, and of the tenth with the highest.
func extremes(signal, forward []float64, include func(row int) bool) (low, high float64) {
	sorted := slices.DeleteFunc(slices.Clone(signal), func(v float64) bool { return math.IsNaN(v) })
	slices.Sort(sorted)
	edge := func(share float64) float64 { // by linear interpolation
		at := share * float64(len(sorted)-1)
		i := int(at)
		return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
	}
	var lows, highs []float64
	for i, v := range signal {
		if math.IsNaN(forward[i]) || !include(i) {
			continue
		}
		if v <= edge(0.1) {
			lows = append(lows, forward[i])
		}
		if v > edge(0.9) {
			highs = append(highs, forward[i])
		}
	}
	return mean(lows), mean(highs)
}

// rankCorrelation is Pearson's correlation of the ranks of those rows where
// both have a value.
func rankCorrelation(x, y []float64) (rho float64, n int) {
	var a, b []float64
	for i := range x {
		if !math.IsNaN(x[i]) && !math.IsNaN(y[i]) {
			a, b = append(a, x[i]), append(b, y[i])
		}
	}
	a, b = ranks(a), ranks(b)
	middle := float64(len(a)+1) / 2
	var xy, xx, yy float64
	for i := range a {
		dx, dy := a[i]-middle, b[i]-middle
		xy, xx, yy = xy+dx*dy, xx+dx*dx, yy+dy*dy
	}
	return xy / math.Sqrt(xx*yy), len(a)
}

// ranks are places from 1 on, equal values at the middle of theirs.
func ranks(x []float64) []float64 {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(x[i], x[j]) })
	out := make([]float64, len(x))
	for from := 0; from < len(order); {
		to := from
		for to < len(order) && x[order[to]] == x[order[from]] {
			to++
		}
		for _, i := range order[from:to] {
			out[i] = float64(from+to+1) / 2
		}
		from = to
	}
	return out
}

func TestSignalTablesAreTheRows(t *testing.T) {
	for _, s := range sample.All(t) {
		r := s.Reference
		closes, fee := r.Panel.LeadClose(), r.Config.FeeBps
		ic, spreads, regimes := report.IC(r), report.DecileSpreads(r), report.RegimeSpreads(r)
		for i, h := range r.Config.Horizons {
			forward, what := forwardBps(closes, h.Bars), s.Name+", "+h.Name
			rho, n := rankCorrelation(r.Signal, forward)
			shows(t, what+", IC", ic.Rows()[i][2], rho)
			shows(t, what+", bars", ic.Rows()[i][1], float64(n))

			low, high := extremes(r.Signal, forward, func(int) bool { return true })
			for k, want := range []float64{low, high, low - high, low - high - fee} {
				shows(t, what+", "+spreads.Header()[k+1], spreads.Rows()[i][k+1], want)
			}
			if marked := spreads.Rows()[i][5] != ""; marked != (low-high > fee) {
				t.Errorf("%s: a spread of %v has the mark %q", what, low-high, spreads.Rows()[i][5])
			}
			for k, regime := range []ms.Regime{ms.LowVol, ms.Normal, ms.HighVol} {
				low, high := extremes(r.Signal, forward, func(row int) bool { return r.Regimes[row] == regime })
				if regimes.Rows()[i][k+1] != "–" {
					shows(t, what+", "+regimes.Header()[k+1], regimes.Rows()[i][k+1], low-high)
				}
			}
			shows(t, what+", all regimes", regimes.Rows()[i][4], low-high)
		}
	}
}

func TestRegimesAndSpansAreTheRows(t *testing.T) {
	for _, s := range sample.All(t) {
		r := s.Reference
		bars, shares, last := 0.0, 0.0, math.Inf(1)
		for _, row := range report.Regimes(r).Rows() {
			n, _ := parse(t, row[2])
			share, _ := parse(t, row[3])
			bars, shares = bars+n, shares+share
			if n > last {
				t.Errorf("%s: regime %s with %v bars stands below one with %v", s.Name, row[0], n, last)
			}
			last = n
			count := 0
			for _, label := range r.Regimes {
				if label.String() == row[0] {
					count++
				}
			}
			shows(t, s.Name+", "+row[0], row[2], float64(count))
		}
		if bars != float64(r.Panel.Len()) || math.Abs(shares-1) > 0.002 {
			t.Errorf("%s: regimes have %v bars of %d, %v in all", s.Name, bars, r.Panel.Len(), shares)
		}
		for i, series := range [][]float64{r.Composite.Score, r.Signal} {
			known := slices.DeleteFunc(slices.Clone(series), func(v float64) bool { return math.IsNaN(v) })
			row := report.Signal(r).Rows()[i]
			for k, want := range []float64{float64(len(known)), mean(known), deviation(known), slices.Min(known), slices.Max(known)} {
				shows(t, s.Name+", "+row[0], row[k+1], want)
			}
		}
		if r.WalkForward != nil {
			split := report.Split(r)
			train, _ := parse(t, split.Rows()[0][2])
			test, _ := parse(t, split.Rows()[1][2])
			if train+test != float64(r.Panel.Len()) || ms.FormatDate(r.Panel.TimestampUS[int(train)]) < ms.FormatDate(r.Config.TestStartUS) {
				t.Errorf("%s: %v bars to train and %v to test of %d", s.Name, train, test, r.Panel.Len())
			}
			for i, span := range [][]int64{r.Panel.TimestampUS[:int(train)], r.Panel.TimestampUS[int(train):]} {
				if want := report.Span(span); split.Rows()[i][1] != want {
					t.Errorf("%s: the %s span is %s, want %s", s.Name, split.Rows()[i][0], split.Rows()[i][1], want)
				}
			}
		}
	}
}
