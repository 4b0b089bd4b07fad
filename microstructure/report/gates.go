package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/tickbook/tickbook/microstructure/evidence"
)

// A gateForm says how a gate's figures are written.
type gateForm struct {
	condition string // takes the threshold
	threshold func(float64) string
	value     func(float64) string
}

func plainCount(v float64) string { return number(v, 0) }
func threeDigits(v float64) string {
	return number(v, 3)
}
func dailyBps(v float64) string { return signed(v, 2) + " bps" }

var gateForms = map[string]gateForm{
	"evidence":      {"out-of-sample round trips, at least %s", plainCount, plainCount},
	"evidence_days": {"days with a round trip, at least %s", plainCount, plainCount},
	"profit":        {"lower bound of the mean daily profit, above %s bps", plainCount, dailyBps},
	"luck":          {"deflated Sharpe ratio of the best trial, at least %s", func(v float64) string { return number(v, 2) }, threeDigits},
	"best of many":  {"p-value of the best of all trials (SPA), at most %s", func(v float64) string { return number(v, 2) }, threeDigits},
	"overfitting":   {"probability of backtest overfitting (PBO), at most %s", func(v float64) string { return number(v, 2) }, threeDigits},
	"cost":          {"mean daily profit under stress, above %s bps", plainCount, dailyBps},
	"data":          {"errors of the audit, at most %s", plainCount, plainCount},
}

// Gates lists what an edge must pass, and whether it does.
func Gates(v evidence.Verdict) Table {
	t := Table{Caption: "Gates", Header: []string{"gate", "condition", "value", "result"}}
	passed := 0
	for _, g := range v.Gates {
		form, known := gateForms[g.Name]
		if !known {
			form = gateForm{"threshold %s", threeDigits, threeDigits}
		}
		value, result := form.value(g.Value), "✗ fails"
		if math.IsNaN(g.Value) {
			value, result = "unknown", "✗ unknown"
		}
		if g.Pass {
			result = "✓ passes"
			passed++
		}
		t.Rows = append(t.Rows, []string{strings.ReplaceAll(g.Name, "_", ", "), fmt.Sprintf(form.condition, form.threshold(g.Threshold)), value, result})
	}
	t.Note = fmt.Sprintf("%d of %d gates pass. An edge passes all of them.", passed, len(v.Gates))
	if len(v.Gates) == 0 {
		t.Note = "No gate could be judged: " + strings.Join(v.Reasons, "; ") + "."
	}
	return t
}
