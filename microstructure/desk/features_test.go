package desk

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/factor"
	"github.com/tickbook/tickbook/microstructure/result"
)

// startUS is the first day of the sample.
const startUS = 1_761_955_200_000_000 // 2025-11-01

// Features are measured once and kept, on the days before the test start, and
// enter one look, which a later study covers.
func TestFeaturesAreMeasured(t *testing.T) {
	o := configOf(makeDir(t, 20))
	o.KeptDir, o.NoAudit, o.LooksFile = t.TempDir(), true, filepath.Join(t.TempDir(), result.LooksFile)
	o.Candidates = microstructure.Features()[2:5]
	var first *FeatureStudy
	for i := range 2 {
		d, steps := opened(t, o), 0
		s, err := d.Features(t.Context(), func(int, int) { steps++ })
		if err != nil {
			t.Fatal(err)
		}
		if again, err := d.Features(t.Context(), nil); err != nil || again != s {
			t.Errorf("measured again: %v", err)
		}
		if computed := steps > 0; computed != (i == 0) {
			t.Errorf("run %d: computed %t", i, computed)
		}
		if first == nil {
			first = s
		}
		// 65 % of 20 days
		if s.Study.Days != 13 || s.Study.LastDay != "2025-11-13" || !slices.Equal(s.Study.Features, first.Study.Features) || s.Study.ICs[0].Value != first.Study.ICs[0].Value || s.NotRecorded != nil ||
			s.Look.ToDate != "2025-11-13" || s.Look.Configurations != 3 {
			t.Errorf("%d days to %s of %q, look %+v, %v", s.Study.Days, s.Study.LastDay, s.Study.Features, s.Look, s.NotRecorded)
		}
	}
	recorded, err := result.ReadLooks(o.LooksFile)
	if looks := evidence.DistinctLooks(recorded.Looks); err != nil || len(looks) != 1 || looks[0].Kind != evidence.LookFeature {
		t.Errorf("%+v, %v", recorded, err)
	}
	d := opened(t, o)
	if looks, err := d.Looks(t.Context()); err != nil || looks.Count.Looks != 1 || looks.Count.Prior != 3 { // a feature that the composite lacks
		t.Errorf("what counts against the study: %+v, %v", looks.Count, err)
	}

	changed := o
	changed.Candidates = microstructure.Features()[2:4]
	changed.Reference.TestStartUS = startUS + 11*microstructure.DayUS
	steps := 0
	if s, err := opened(t, changed).Features(t.Context(), func(int, int) { steps++ }); err != nil || steps == 0 || s.Study.Days != 11 || len(s.Study.Features) != 2 {
		t.Errorf("other features and another test start: %d steps, %v", steps, err)
	}
	changed.Reference.TestStartUS = startUS + 2*microstructure.DayUS
	if _, err := opened(t, changed).Features(t.Context(), nil); !errors.Is(err, factor.ErrTooShort) {
		t.Error(err)
	}
}

// Without a choice the candidates are the bars' features, those of the
// composite and the user's.
func TestCandidates(t *testing.T) {
	c := DefaultConfig("", symbol)
	own := microstructure.Tick("mean_size", struct{ Least float64 }{0}, meanSize)
	c.Features = []microstructure.TickFeature{own}
	d := &Desk{Config: c}
	f := d.FeatureConfig()
	if len(f.Features) != 14 || f.Features[13].Name != "mean_size" || len(f.Contrarian) != 6 {
		t.Errorf("%d candidates, contrarian %q", len(f.Features), f.Contrarian)
	}
}
