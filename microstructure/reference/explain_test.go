package reference

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

// Errors and stops of the procedure say what the bars have in common.
func TestStudyExplainsItself(t *testing.T) {
	random := func(name string, seed uint64, rows int64, step int64) microstructure.SourceBars {
		s := microstructure.SourceBars{Source: microstructure.Source{Name: name, Label: name}}
		for i, b := range randomBars(seed, int(rows)) {
			if int64(i)%step == 0 {
				s.Bars = append(s.Bars, b)
			}
		}
		return s
	}
	for name, c := range map[string]struct {
		sources   []microstructure.SourceBars
		testStart int64 // a row
		kind      error
		says      string
		enough    []string
	}{
		"one day in common": {[]microstructure.SourceBars{random("a", 1, 10*288, 1), random("b", 2, 200, 1)}, 0, ErrNoTestSpan, "b 200, none after 1970-01-01); b limits", []string{"a"}},
		"a test start beyond one source's end": {[]microstructure.SourceBars{random("a", 1, 10*288, 1), random("b", 2, 5*288, 1)}, 7 * 288, ErrNoTestSpan,
			"b 1,440, none after 1970-01-05); b limits", []string{"a"}},
		"a test start beyond all bars": {[]microstructure.SourceBars{random("a", 1, 10*288, 1)}, 20 * 288, ErrNoTestSpan, "choose a test start between", nil},
		"no signal":                    {[]microstructure.SourceBars{random("a", 1, 3*288, 1), random("b", 2, 3*288, 2)}, 0, ErrTooFewBars, "432 of 864 rows have a bar of every source (a has 864, b 432); b limits", []string{"a"}},
		"few trips":                    {[]microstructure.SourceBars{random("a", 1, 5*288, 1), random("b", 2, 5*288, 2)}, 0, ErrNoConfiguration, "720 of 1,440 rows", []string{"a"}},
		"few trips in the test span":   {[]microstructure.SourceBars{random("a", 1, 11*288, 1)}, 11*288 - 20, ErrNoConfiguration, "a longer span may help", nil},
	} {
		p, err := microstructure.JoinPanel(c.sources)
		if err != nil {
			t.Fatal(err)
		}
		config := DefaultConfig("X")
		config.TestStartUS = c.testStart * microstructure.IntervalUS
		s, err := Run(p, config, nil)
		if err == nil {
			err = s.Stopped
		}
		if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: error %v, want %v that says %q", name, err, c.kind, c.says)
		}
		var enough []string
		if short, ok := errors.AsType[*microstructure.Shortage](err); ok {
			enough = microstructure.SourceNames(short.Enough())
		}
		if !slices.Equal(enough, c.enough) {
			t.Errorf("%s: %q are enough, want %q", name, enough, c.enough)
		}
	}
}
