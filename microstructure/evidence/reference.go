package evidence

import (
	"errors"
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/reference"
)

// A Reference is the part of the reference procedure after the composite score
// on which its verdict depends: a single split, regimes cut on the full sample,
// every configuration run on the test span, the best one judged there.
type Reference struct {
	Series       reference.Series // closes and regimes; the signal is not used
	Score        []float64
	Split        reference.Split
	Grid         microstructure.Grid
	MinTestTrips int
}

// Validate reports an invalid series, and a score or a split that does not fit
// it.
func (r *Reference) Validate() error {
	series := r.Series
	series.Signal = r.Score
	if err := series.Validate(); err != nil {
		return err
	}
	if r.Split.Row < 1 || r.Split.Row >= len(r.Score) {
		return fmt.Errorf("%w: the test span begins at row %d of %d", reference.ErrNoTestSpan, r.Split.Row, len(r.Score))
	}
	return nil
}

// ReferenceOf takes it from a study. It is nil if the study stopped before its
// sweep: there is no verdict that could depend on anything.
func ReferenceOf(s *reference.Study) *Reference {
	if s.Sweep == nil {
		return nil
	}
	return &Reference{s.Series(), s.Composite.Score, s.Split, s.Config.Grid, s.Config.MinTestTrips}
}

// Reference of a simulated market, with the reference's own grid and split.
func (m *SimulatedMarket) Reference(g microstructure.Grid) (*Reference, error) {
	v := reference.NewVolatility(m.Returns, m.length())
	cuts, err := reference.FullSampleRegimeCuts(v.Ratio)
	if err != nil {
		return nil, err
	}
	times := make([]int64, m.Len())
	for i := range times {
		times[i] = m.TimestampUS(i)
	}
	start, err := reference.DefaultTestStartUS(times)
	if err != nil {
		return nil, err
	}
	split, err := reference.NewSplit(times, start)
	if err != nil {
		return nil, err
	}
	series := reference.Series{TimestampUS: times, Close: m.Close, Signal: m.Signals.Score, Regime: cuts.Label(v.Ratio), Interval: m.length()}
	return &Reference{series, m.Signals.Score, split, g, reference.DefaultConfig("any").MinTestTrips}, nil
}

// places converts a shift on a calendar to one in the reference's rows, which
// have no gaps: again between one day and all but one day.
func (r *Reference) places(shift, calendarRows int) int {
	rows, perDay := len(r.Score), r.Series.Interval.PerDay()
	if rows == calendarRows || rows <= 2*perDay {
		return shift % rows
	}
	return perDay + (shift-perDay)*(rows-2*perDay)/(calendarRows-2*perDay)
}

// judge runs it with the score shifted by a number of rows, at a fee. bestBps
// is the test span's total profit of the trial it picks; a reference that picks
// none is negative, with NaN.
func (r *Reference) judge(shift int, feeBps float64) (verdict reference.Verdict, bestBps float64, err error) {
	w, err := reference.NewWalkForward(r.Series, rotate(r.Score, shift), r.Split, r.Grid, feeBps, nil)
	if err != nil {
		return reference.Negative, math.NaN(), err
	}
	best, err := reference.BestInHindsight(w.Trials, r.MinTestTrips)
	if errors.Is(err, reference.ErrNoConfiguration) {
		return reference.Negative, math.NaN(), nil
	}
	return reference.Judge(best), best.TotalBps, err
}

// rotate shifts values forward by places rows, in a circle.
func rotate(x []float64, places int) []float64 {
	n := len(x)
	out := make([]float64, n)
	at := copy(out[places%n:], x)
	copy(out, x[at:])
	return out
}
