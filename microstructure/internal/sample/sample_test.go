package sample_test

import (
	"errors"
	"math"
	"testing"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/sample"
	"github.com/tickbook/tickbook/microstructure/reference"
)

// Each study has what tests look for in it.
func TestStudies(t *testing.T) {
	s := sample.Seeded(t)
	account, v := &s.Evidence.WalkForward.Account, &s.Evidence.Verdict
	if v.Label != evidence.Edge || len(account.Open()) == 0 || account.MissedEntries == 0 || account.LateExits == 0 {
		t.Errorf("seeded: %s with %d positions open, %d entries missed, %d exits late", v.Label, len(account.Open()), account.MissedEntries, account.LateExits)
	}
	if r := s.Reference; r.Stopped != nil || r.Best.String() == r.BestTest.String() {
		t.Errorf("seeded: the reference stopped (%v), or has the same best (%v) on both spans", r.Stopped, r.Best)
	}
	if v.LuckTextbook.PSR > v.Luck.PSR-0.01 {
		t.Errorf("seeded: deflated Sharpe ratio %v, of the textbook %v", v.Luck.PSR, v.LuckTextbook.PSR)
	}
	if s = sample.Thin(t); s.Reference.Stopped != nil || s.Evidence.Verdict.Trips == 0 || !math.IsNaN(s.Evidence.Verdict.Daily.Mean) {
		t.Errorf("thin: the reference stopped (%v), or %v round trips give a mean day of %v", s.Reference.Stopped, s.Evidence.Verdict.Trips, s.Evidence.Verdict.Daily.Mean)
	}
	if s = sample.Stopped(t); s.Reference.Stopped == nil || s.Reference.WalkForward != nil || s.Evidence.Verdict.Trips != 0 || len(s.Audit.Errors()) != 1 {
		t.Errorf("stopped: %v, %v round trips, errors %v", s.Reference.Stopped, s.Evidence.Verdict.Trips, s.Audit.Errors())
	}
	if r := sample.StoppedEarly(t); !errors.Is(r.Stopped, reference.ErrConstant) || r.Deciles.Of == nil || r.Regimes != nil {
		t.Errorf("stopped early: %v", r.Stopped)
	}
	if r := sample.StoppedLate(t); r.Stopped == nil || r.WalkForward == nil {
		t.Errorf("stopped late: %v", r.Stopped)
	}
	if k := sample.Calibration(t); len(k.Cells) != 4 || k.Config.Markets != 2 {
		t.Errorf("%d cells of a calibration on %d markets", len(k.Cells), k.Config.Markets)
	}
}
