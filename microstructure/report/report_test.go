package report

import (
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/reference"
)

func TestBothVerdicts(t *testing.T) {
	study := &reference.Study{WalkForward: &reference.WalkForward{Trials: make([]reference.Trial, 48)}, BestTest: reference.Trial{N: 31, MeanBps: 1}}
	for label, want := range map[evidence.Label]string{
		evidence.NotProven: "do not confirm it", evidence.NoEdge: "do not confirm it", evidence.Edge: "same view",
	} {
		text := BothVerdicts(study, evidence.Verdict{Label: label, Reasons: []string{"a reason"}}).Markdown()
		if !strings.Contains(text, want) || !strings.Contains(text, "says positive") || !strings.Contains(text, "- a reason") {
			t.Errorf("%s: %s", label, text)
		}
	}
	study.BestTest.MeanBps = -1
	if text := BothVerdicts(study, evidence.Verdict{Label: evidence.Edge}).Markdown(); !strings.Contains(text, "all the same") {
		t.Errorf("edge beside a marginal reference: %s", text)
	}
	study.Stopped = reference.ErrNoConfiguration
	if text := BothVerdicts(study, evidence.Unproven(evidence.ErrTooShort)).Markdown(); !strings.Contains(text, "no answer to compare") {
		t.Errorf("a stopped reference: %s", text)
	}
}
