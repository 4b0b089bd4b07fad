package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/table"
)

// A gateForm says how a gate is written.
type gateForm struct {
	condition string // takes the threshold, as it is given
	value     func(float64) string
}

func inWhole(v float64) string       { return text.Number(v, 0) }
func inThousandths(v float64) string { return text.Number(v, 3) }
func dailyBps(v float64) string      { return text.Bps(v, 2) }

var gateForms = map[string]gateForm{
	"evidence":      {"out-of-sample round trips, at least %s", inWhole},
	"evidence_days": {"days with a round trip, at least %s", inWhole},
	"profit":        {"lower bound of the mean daily profit, above %s bps", dailyBps},
	"luck":          {"deflated Sharpe ratio of the best trial, at least %s", inThousandths},
	"best of many":  {"p-value of the best of all trials (SPA), at most %s", inThousandths},
	"overfitting":   {"probability of backtest overfitting (PBO), at most %s", inThousandths},
	"cost":          {"mean daily profit under stress, above %s bps", dailyBps},
	"data":          {"errors of the audit, at most %s", inWhole},
}

// Gates lists what an edge must pass, and whether it does.
func Gates(v evidence.Verdict) table.Table {
	t := table.New("Gates", "gate", "condition", "value", "result")
	passed := 0
	for _, g := range v.Gates {
		form, known := gateForms[g.Name]
		if !known {
			form = gateForm{"threshold %s", inThousandths}
		}
		value, result := form.value(g.Value), "✗ fails"
		if math.IsNaN(g.Value) {
			value, result = "unknown", "✗ unknown"
		}
		if g.Pass {
			result = "✓ passes"
			passed++
		}
		t.Add(strings.ReplaceAll(g.Name, "_", ", "), fmt.Sprintf(form.condition, text.Given(g.Threshold)), value, result)
	}
	t.Note = fmt.Sprintf("%d of %d gates pass. An edge passes all of them.", passed, len(v.Gates))
	for _, finding := range v.Accepted {
		t.Note += " Accepted, and not counted as an error of the data: " + finding + "."
	}
	if len(v.Gates) == 0 {
		t.Note = "No gate could be judged: " + strings.Join(v.Reasons, "; ") + "."
	}
	return t
}
