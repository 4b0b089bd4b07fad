package figure

import (
	"math"
	"slices"
	"testing"
	"time"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

func TestRollingWinRate(t *testing.T) {
	returns := make([]float64, 70)
	for i := range returns {
		returns[i] = -1
		if i < 20 {
			returns[i] = 1
		}
	}
	returns[0] = nan
	rates := rollingWinRate(returns)
	for i, want := range map[int]float64{
		9:  nan, // nine known returns
		10: 1,
		20: 19.0 / 20,
		49: 19.0 / 49,
		50: 19.0 / 50, // the NaN has left the window
		69: 0,
	} {
		if got := rates[i]; got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Errorf("rate %d is %v, want %v", i, got, want)
		}
	}
}

// Whiskers reach from end to end, also where the middle is not between them.
func TestWhiskersReachTheirEnds(t *testing.T) {
	for _, c := range []struct {
		whisker whisker
		lo, hi  float64
	}{
		{whisker{0, 5, 7, 9}, 5, 9},
		{whisker{0, 5, 3, 9}, 3, 9}, // the dot is at 3
		{whisker{0, -4, 8, -2}, -4, 8},
		{whisker{0, nan, 3, 9}, 3, 3},
	} {
		p := newPlot(nil)
		addWhiskers(p, []whisker{c.whisker, {0, 0, nan, 100}}, line(ink, 1), 3)
		if p.Y.Min != c.lo || p.Y.Max != c.hi {
			t.Errorf("%v is drawn from %v to %v, want %v to %v", c.whisker, p.Y.Min, p.Y.Max, c.lo, c.hi)
		}
	}
}

func TestCumulative(t *testing.T) {
	got := cumulative([]float64{1, nan, 2, -4})
	if got[0] != 1 || !math.IsNaN(got[1]) || got[2] != 3 || got[3] != -1 {
		t.Errorf("got %v, want 1, NaN, 3, -1", got)
	}
}

func TestHistogram(t *testing.T) {
	for _, c := range []struct {
		name   string
		values []float64
		width  float64
		first  float64
		counts []int
	}{
		{"none", nil, 1, 0, nil},
		{"one", []float64{2.5}, 1, 2, []int{1}},
		{"an edge goes right", []float64{-1, 0, 0, 1}, 1, -1, []int{1, 2, 1}},
		{"empty bins stay", []float64{-5, 14}, 5, -5, []int{1, 0, 0, 1}},
	} {
		first, counts := histogram(c.values, c.width)
		if first != c.first || !slices.Equal(counts, c.counts) {
			t.Errorf("%s: got %v, %v; want %v, %v", c.name, first, counts, c.first, c.counts)
		}
	}
}

func TestHistogramCountsAll(t *testing.T) {
	for _, n := range []int{1, 2, 3, 78, 5000} {
		values := sampleLedger(n, day, uint64(n)).NetBps
		values[0] *= 1e4 // an outlier
		_, counts := histogram(values, binWidth(values))
		sum := 0
		for _, k := range counts {
			sum += k
		}
		if sum != n || len(counts) > maxBins {
			t.Errorf("%d values: %d counted in %d bins", n, sum, len(counts))
		}
	}
}

func TestThin(t *testing.T) {
	var points []vg.Point
	for i := range 26_000 {
		x := float64(i)
		points = append(points, vg.Point{X: vg.Length(x / 26), Y: vg.Length(math.Sin(x*x) * 100)})
	}
	kept := thin(points, 0.5)
	if n := len(kept); n > 4*2001 {
		t.Errorf("%d points kept of 26000, want at most four a column", n)
	}
	if kept[0] != points[0] || kept[len(kept)-1] != points[len(points)-1] {
		t.Error("an end is lost")
	}
	highest := func(ps []vg.Point) (lo, hi vg.Length) {
		for _, p := range ps {
			lo, hi = min(lo, p.Y), max(hi, p.Y)
		}
		return lo, hi
	}
	lo, hi := highest(points)
	if l, h := highest(kept); l != lo || h != hi {
		t.Errorf("extent %v to %v, want %v to %v", l, h, lo, hi)
	}
	if !slices.IsSortedFunc(kept, func(a, b vg.Point) int { return int(math.Copysign(1, float64(a.X-b.X))) }) {
		t.Error("points are out of order")
	}
	if sparse := points[:2]; !slices.Equal(thin(sparse, 0.01), sparse) {
		t.Error("points in columns of their own are not kept as they are")
	}
}

func TestNumberTicks(t *testing.T) {
	for _, c := range []struct {
		ticks  numberTicks
		lo, hi float64
		want   []string
	}{
		{numberTicks{count: 5}, 0, 10, []string{"0", "2", "4", "6", "8", "10"}},
		{numberTicks{count: 5}, -0.5, 0.5, []string{"−0.4", "−0.2", "0.0", "0.2", "0.4"}},
		{numberTicks{count: 4}, -1000, 1000, []string{"−1,000", "−500", "0", "500", "1,000"}},
		{numberTicks{count: 5, whole: true}, 0, 1.06, []string{"0", "1"}},
		{numberTicks{count: 4, percent: true}, 0.3, 0.7, []string{"30 %", "40 %", "50 %", "60 %", "70 %"}},
		{numberTicks{count: 2, bare: true}, 0, 2, []string{" ", " ", " "}},
		{numberTicks{count: 5}, 1, 1, nil},
		{numberTicks{count: 2}, 1e9 - 1, 1e9 + 1, []string{"1e+09", "1e+09", "1e+09"}},
	} {
		var got []string
		for _, tick := range c.ticks.Ticks(c.lo, c.hi) {
			got = append(got, tick.Label)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%+v from %v to %v: %q, want %q", c.ticks, c.lo, c.hi, got, c.want)
		}
	}
}

func TestCalendarTicks(t *testing.T) {
	style := textStyle(tickFont, ink, draw.XCenter, draw.YTop)
	at := func(s string) time.Time {
		v, err := time.Parse("2006-01-02 15:04", s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, c := range []struct {
		from, to string
		length   vg.Length
		want     []string
	}{
		{"2025-11-01 09:10", "2025-11-01 10:10", 400, []string{"09:10\nNov 1, 2025", "09:20\n ", "09:30\n ", "09:40\n ", "09:50\n ", "10:00\n ", "10:10\n "}},
		{"2025-11-01 09:01", "2025-11-02 09:00", 880, []string{"12:00\nNov 1, 2025", "15:00\n ", "18:00\n ", "21:00\n ", "00:00\nNov 2, 2025", "03:00\n ", "06:00\n ", "09:00\n "}},
		{"2025-11-01 00:00", "2025-11-07 00:00", 880, []string{"Nov 1\n2025", "Nov 2\n ", "Nov 3\n ", "Nov 4\n ", "Nov 5\n ", "Nov 6\n ", "Nov 7\n "}},
		{"2025-12-31 00:00", "2026-01-31 00:00", 400, []string{"Jan 5\n2026", "Jan 12\n ", "Jan 19\n ", "Jan 26\n "}},
		{"2025-11-01 00:00", "2026-02-01 00:00", 880, []string{"Nov 1\n2025", "Nov 15\n ", "Dec 1\n ", "Dec 15\n ", "Jan 1\n2026", "Jan 15\n ", "Feb 1\n "}},
		{"2025-11-01 00:00", "2026-02-01 00:00", 200, []string{"Nov\n2025", "Dec\n ", "Jan\n2026", "Feb\n "}},
		{"2023-03-05 00:00", "2026-03-05 00:00", 880, []string{"Jul\n2023", "Jan\n2024", "Jul\n ", "Jan\n2025", "Jul\n ", "Jan\n2026"}},
		{"1969-12-31 23:00", "1970-01-01 00:00", 400, []string{"23:00\nDec 31, 1969", "23:10\n ", "23:20\n ", "23:30\n ", "23:40\n ", "23:50\n ", "00:00\nJan 1, 1970"}},
	} {
		var got []string
		for _, tick := range (calendarTicks{c.length, style}).Ticks(float64(at(c.from).UnixMicro()), float64(at(c.to).UnixMicro())) {
			got = append(got, tick.Label)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s to %s over %v: %q, want %q", c.from, c.to, c.length, got, c.want)
		}
	}
}

func TestCalendarTicksEverySpan(t *testing.T) {
	style := textStyle(tickFont, ink, draw.XCenter, draw.YTop)
	for _, length := range []vg.Length{200, halfAxis, fullAxis} {
		for span := time.Hour; span < 3*366*day; span += span / 7 {
			for offset := time.Duration(0); offset < 400*day; offset += 37*day + 5*time.Hour + 13*time.Second {
				from := start.Add(offset)
				ct := calendarTicks{length, style}
				ticks := ct.Ticks(float64(from.UnixMicro()), float64(from.Add(span).UnixMicro()))
				if len(ticks) == 0 || len(ticks) > maxCalendarTicks || !ct.fits(ticks, float64(span.Microseconds())) {
					t.Fatalf("%v from %v over %v: %v", span, from, length, ticks)
				}
				if least := int(length) / (fullAxis / 3); len(ticks) < least {
					t.Errorf("%v from %v over %v: only %d ticks", span, from, length, len(ticks))
				}
				for _, tick := range ticks {
					if us := int64(tick.Value); us < from.UnixMicro() || us > from.Add(span).UnixMicro() || us%60e6 != 0 {
						t.Fatalf("%v from %v: a tick at %v", span, from, time.UnixMicro(us).UTC())
					}
				}
			}
		}
	}
}

func TestCalendarTicksOfNoSpan(t *testing.T) {
	ct := calendarTicks{fullAxis, textStyle(tickFont, ink, draw.XCenter, draw.YTop)}
	at := float64(start.UnixMicro()) + 0.5e6
	if got := ct.Ticks(at, at+1000); len(got) != 1 || got[0].Label != "00:00:00\nNov 1, 2025" {
		t.Errorf("got %v, want one label with time and date", got)
	}
}

func TestSymmetricLimit(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{
		{nil, 1},
		{[]float64{nan}, 1},
		{[]float64{0, 0}, 1},
		{[]float64{-3}, 3},
		{[]float64{0, 0, 0, 7}, 7}, // a median of zero says nothing about the scale
		{[]float64{-6.8, -6.2, -5.1, -2.9, 62.8}, 14},
		{[]float64{1, 2, 3}, 3},
	} {
		if got := symmetricLimit(c.values); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%v: %v, want %v", c.values, got, c.want)
		}
	}
}

func TestDiverging(t *testing.T) {
	if a, b := diverging(-9, 1), diverging(-1, 1); a != b || a != divergingStops[0] {
		t.Errorf("below the scale: %v, at its end: %v", a, b)
	}
	if mid := diverging(0, 5); mid != divergingStops[len(divergingStops)/2] {
		t.Errorf("zero is %v", mid)
	}
	// 4.5 is WCAG 2's least contrast for text (level AA).
	for v := -1.0; v <= 1; v += 0.01 {
		c := diverging(v, 1)
		a, b := luminance(c)+0.05, luminance(readableOn(c))+0.05
		if ratio := max(a, b) / min(a, b); ratio < 4.5 {
			t.Errorf("text at %.2f has a contrast of %.2f", v, ratio)
		}
	}
}
