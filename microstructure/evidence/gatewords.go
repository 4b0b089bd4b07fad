package evidence

import (
	"math"
	"strconv"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// A gateForm says what a gate compares with its threshold, and how it is
// written.
type gateForm struct {
	subject string
	bound   string // at least, above or at most
	unit    string // of the threshold; may be empty
	value   func(float64) string
	unknown string // why there is no value, where there is none
}

const gateCausality = "causality"

var gateForms = map[string]gateForm{
	"evidence":      {"number of out-of-sample round trips or spells", "at least", "", text.Trips, ""},
	"evidence_days": {"number of days with a position", "at least", "", inWhole, ""},
	"profit": {"lower bound of the mean daily profit", "above", " bps", inBps,
		"the mean daily profit has no lower bound: too few days, or profit that never varies"},
	"pooled mean": {"lower bound of the pooled mean daily profit", "above", " bps", inBps,
		"the pooled mean daily profit has no lower bound: too few days, or profit that never varies"},
	"leave one out": {"lower bound of the mean daily profit without the symbol that carries most of it", "above", " bps", inBps,
		"the mean daily profit of the other symbols has no lower bound: too few days, or profit that never varies"},
	"market": {"lower bound of the mean daily profit beyond the market's", "above", " bps", inBps,
		"the mean daily profit beyond the market's has no lower bound: too few days, or profit that never varies"},
	"market_timing": {"lower bound of the mean daily profit beyond the mean position's part of the market's rise", "above", " bps", inBps,
		"the mean daily profit beyond the mean position's has no lower bound: too few days, or profit that never varies"},
	"best of many": {"p-value of the best of all trials (SPA)", "at most", "", asPValue, "too few days, or no trial's daily profit varies"},
	"stability":    {"mean daily profit in the last third of the record, as a share of that in all of it", "at least", "", inHundredths, "too few days, or no profit"},
	gateCausality:  {"number of functions that saw the future", "at most", "", inWhole, "a function of one's own has not been tested"},
	"data":         {"number of errors in the audit", "at most", "", inWhole, "the data have not been audited"},
}

func inWhole(v float64) string       { return text.Number(v, 0) }
func inHundredths(v float64) string  { return text.Number(v, 2) }
func inThousandths(v float64) string { return text.Number(v, 3) }

// asPValue has two digits of a small one.
func asPValue(v float64) string {
	if v > 0 && v < 0.001 {
		return strconv.FormatFloat(v, 'g', 2, 64)
	}
	return inThousandths(v)
}

func inBps(v float64) string { return text.Bps(v, 2) }

// form is that of the gate's name; other gates have one without words.
func (g Gate) form() gateForm {
	if f, known := gateForms[g.Name]; known {
		return f
	}
	return gateForm{subject: "value", bound: "threshold", value: inThousandths, unknown: "there is no value"}
}

// Title is the gate's name as people read it: "evidence, days".
func (g Gate) Title() string { return strings.ReplaceAll(g.Name, "_", ", ") }

// Condition says what the gate asks for, such as "deflated Sharpe ratio of the
// best trial, at least 0.95".
func (g Gate) Condition() string {
	return g.form().subject + ", " + g.limit()
}

// Measured writes the gate's value, such as "0.812"; a dash if there is none.
func (g Gate) Measured() string {
	if math.IsNaN(g.Value) {
		return text.Missing
	}
	return g.form().value(g.Value)
}

// Reason says why the gate does not pass; empty if it does.
func (g Gate) Reason() string {
	if g.Pass {
		return ""
	}
	return g.reason()
}

// reason says why the gate does not pass.
func (g Gate) reason() string {
	if math.IsNaN(g.Value) {
		return g.Title() + ": " + g.form().unknown
	}
	return g.Title() + ": " + g.form().subject + " is " + g.Measured() + ", must be " + g.limit()
}

func (g Gate) limit() string {
	f := g.form()
	return f.bound + " " + text.Given(g.Threshold) + f.unit
}
