package sample

import (
	"context"
	"sync"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/reference"
)

// Symbol is the symbol of all studies.
const Symbol = "TESTUSDT"

// A Study holds the input of a report. Tests must not change it.
type Study struct {
	Name    string
	Sources []microstructure.Source
	Bars    []microstructure.SourceBars
	Built   dataset.BuildReport
	Audit   *audit.Audit

	Reference *reference.Study
	Evidence  *evidence.Evidence
	Null      *evidence.NullControl
	Looks     []evidence.Look // at the span, the latest last
}

// Seeded is a study of a market with an edge that passes every gate, with
// holes in its data, slippage, funding and a position left open at the end.
func Seeded(t testing.TB) *Study { return get(t, seeded) }

// Thin is a study of few days and few trades: many figures do not exist.
func Thin(t testing.TB) *Study { return get(t, thin) }

// Stopped is a study without any round trip: the reference stops at its sweep,
// and the honest procedure has no record. A file that cannot be read was added
// after its bars were built, for the audit to find.
func Stopped(t testing.TB) *Study { return get(t, stopped) }

// All lists the three.
func All(t testing.TB) []*Study { return []*Study{Seeded(t), Thin(t), Stopped(t)} }

// StoppedLate is the reference's part of Seeded with more round trips asked
// for than the test span has: it stops after the walk-forward.
func StoppedLate(t testing.TB) *reference.Study { return get(t, stoppedLate) }

// StoppedEarly is the reference's part of Thin with a price that stands still
// for hours: it stops before its regimes.
func StoppedEarly(t testing.TB) *reference.Study { return get(t, stoppedEarly) }

// Calibration is a calibration on two markets of each of three kinds, two of
// them with an edge.
func Calibration(t testing.TB) *evidence.Calibration { return get(t, calibrated) }

var (
	seeded       = sync.OnceValues(func() (*Study, error) { return seededRecipe().make() })
	thin         = sync.OnceValues(func() (*Study, error) { return thinRecipe().make() })
	stopped      = sync.OnceValues(func() (*Study, error) { return stoppedRecipe().make() })
	stoppedLate  = sync.OnceValues(makeStoppedLate)
	stoppedEarly = sync.OnceValues(makeStoppedEarly)
	calibrated   = sync.OnceValues(func() (*evidence.Calibration, error) {
		return evidence.Calibrate(context.Background(), quickEvidence(), calibration(), nil, nil)
	})
)

func get[T any](t testing.TB, of func() (T, error)) T {
	t.Helper()
	v, err := of()
	if err != nil {
		t.Fatal(err)
	}
	return v
}
