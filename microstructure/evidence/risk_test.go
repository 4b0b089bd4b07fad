package evidence

import (
	"strings"
	"testing"
)

func TestRisk(t *testing.T) {
	net := make([]float64, 40)
	for i := range net {
		net[i] = 2
	}
	net[3], net[10], net[11], net[13] = -7, -30, -10, -20
	r := newRisk(net, []Spell{{NetBps: 5}, {NetBps: -12}, {NetBps: 3}})
	total := 36*2 - 67.0
	if r.WorstDayBps != -30 || r.CVaRBps != -25 || r.WorstBps != -12 || r.Spells != 3 || !near(r.RuinousBps, total/3) {
		t.Errorf("%+v, total %v", r, total)
	}
	// The peak is after day 9; days 10 to 13 lose 58, and the rest makes 52.
	if r.DrawdownBps != -58 || r.DrawdownDays != 30 {
		t.Errorf("drawdown %v over %d days", r.DrawdownBps, r.DrawdownDays)
	}
	r.LargestMoveBps, r.MoveBars = 812.34, 24
	want := "No loss beyond 12 bps in 3 times in the market; one of −1.7 bps in every 1 would take the profit away; the largest move in the span was 812.3 bps within 24 bars. No test can see what has not happened."
	if got := r.Sentence(); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	for _, thin := range []Risk{newRisk(nil, nil), newRisk([]float64{-1}, []Spell{{NetBps: -1}}), newRisk([]float64{1}, []Spell{{NetBps: 1}}), {}} {
		if s := thin.Sentence(); strings.Contains(s, "NaN") || strings.Contains(s, "–") {
			t.Errorf("%+v: %s", thin, s)
		}
	}
	m := flatMarket(2)
	m.mark[100], m.mark[101] = 103, 90
	r.moved(m, 3)
	if !near(r.LargestMoveBps, (1-90./100)*1e4) && !near(r.LargestMoveBps, (100./90-1)*1e4) {
		t.Errorf("largest move %v", r.LargestMoveBps)
	}
}
