package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/table"
)

// Gates lists the conditions for an edge, and whether they hold.
func Gates(v evidence.Verdict) table.Table {
	t := table.New("Gates", "gate", "condition", "value", "result")
	passed := 0
	for _, g := range v.Gates {
		result := "✗ fails"
		if math.IsNaN(g.Value) {
			result = "✗ unknown"
		}
		if g.Pass {
			result = "✓ passes"
			passed++
		}
		t.Add(g.Title(), g.Condition(), g.Measured(), result)
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
