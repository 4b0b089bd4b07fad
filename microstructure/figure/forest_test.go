package figure

import (
	"math"
	"strings"
	"testing"
)

func sampleForest() Forest {
	return Forest{
		Title: "Mean daily profit", Subtitle: "By symbol", Label: "bps per day", Intervals: "90 % intervals",
		Rows:   []ForestRow{{"BTCUSDT", 4, -1, 9, 0.5}, {"ETHUSDT", -2, -8, 3, 0.3}, {"<SOL>", 6, nan, nan, 0.2}, {"NONE", nan, nan, nan, 0}},
		Pooled: ForestRow{"Pooled", 2.5, -0.5, 5.5, 1},
	}
}

func TestForestPlot(t *testing.T) {
	build := func(d Forest) func() (*Figure, error) { return func() (*Figure, error) { return ForestPlot(d) } }
	checkConstructor(t, "forest", build(sampleForest()), []string{"Mean daily profit", "By symbol", "BTCUSDT", "<SOL>", "NONE", "Pooled", "bps per day", "90 % intervals", "Pooled estimate", "Zero"})
	same := sampleForest()
	same.Rows, same.Pooled = []ForestRow{{"A", 0, 0, 0, 1}}, ForestRow{"Pooled", nan, nan, nan, 0}
	checkConstructor(t, "forest of zero", build(same), []string{"A"})
	f, err := ForestPlot(sampleForest())
	if err != nil || !strings.Contains(f.Alt, "BTCUSDT +4.00 (−1.00 to +9.00); ETHUSDT −2.00 (−8.00 to +3.00); <SOL> +6.00; NONE –; Pooled +2.50 (−0.50 to +5.50).") {
		t.Errorf("%v, %v", f, err)
	}
	for says, change := range map[string]func(*Forest){
		"no estimate is a number":    func(d *Forest) { d.Rows, d.Pooled.Value = d.Rows[3:], nan },
		"estimate of BTCUSDT = +Inf": func(d *Forest) { d.Rows[0].Upper = math.Inf(1) },
		"ETHUSDT has the weight 2":   func(d *Forest) { d.Rows[1].Weight = 2 },
	} {
		d := sampleForest()
		change(&d)
		if _, err := ForestPlot(d); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
}
