package desk

import (
	"crypto/sha256"
	"fmt"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/code"
	"github.com/tickbook/tickbook/microstructure/internal/lossless"
	"github.com/tickbook/tickbook/microstructure/reference"
)

// Results that take long are kept in Config.KeptDir, each in a file that is
// named by a digest of all that it depends on and by the program that computed
// it: an edit of any of it is another name, and the result is computed. Nothing
// is kept where the digest cannot be known.

// keptNameOf names a kind of result with this input and configuration, and that
// of the reference procedure if it is not nil. It is zero if the result is not
// kept.
func (d *Desk) keptNameOf(kind, input string, c evidence.Config, r *reference.Config) keptName {
	return d.keptNameOfRuns(kind, input, c, r, d.Config.Shifts)
}

// keptNameOfRuns is keptNameOf of as many runs of the null control.
func (d *Desk) keptNameOfRuns(kind, input string, c evidence.Config, r *reference.Config, shifts int) (none keptName) {
	if d.Config.KeptDir == "" || d.Config.NoCache {
		return none
	}
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n%q\n%v\n", kind, input, microstructure.SourceList(d.Config.Sources), d.Config.Interval)
	for _, f := range d.Config.Features {
		key, err := f.Key()
		if err != nil {
			return none
		}
		fmt.Fprintf(h, "%q %q\n", f.Columns(), key)
	}
	features := c.Features
	c.Features, c.Resampling.Workers = nil, 1 // on which nothing depends
	fmt.Fprintf(h, "%+v\n", c)
	if r != nil {
		features = append(features[:len(features):len(features)], r.Features...)
		of := *r
		of.Features = nil
		fmt.Fprintf(h, "%+v %d\n", of, shifts)
	}
	for _, f := range features {
		digest, err := featureDigest(f)
		if err != nil {
			return none
		}
		fmt.Fprintf(h, "%q %q %s\n", f.Name, f.Doc, digest)
	}
	return keptName{dir: d.Config.KeptDir, of: kind + "_" + d.Config.Symbol, digest: fmt.Sprintf("%x", h.Sum(nil)[:16])}
}

// featureDigest is that of a feature's function: a word for the library's own
// column of bars, which the program's identity covers, and for a column beside
// them, which has a function of its own.
func featureDigest(f microstructure.Feature) (string, error) {
	if f.Of == nil {
		return "own", nil
	}
	if f.BuiltIn() {
		return "bar", nil
	}
	d, err := code.Of(f.Of)
	return d.Sum, err
}

// keptEvidence is evidence.Run, or what was kept of the same run. What is kept
// has no earlier trials, so that it does not depend on the record of looks.
func (d *Desk) keptEvidence(bars []microstructure.SourceBars, input string, c evidence.Config, progress func(done, total int)) (*evidence.Evidence, keeping, error) {
	first := c
	first.PriorTrials = 0
	k := d.keptNameOf("evidence", input, first, nil)
	if k == (keptName{}) {
		first = c
	}
	e, as, err := throughFile(d, k,
		func(content []byte) (*evidence.Evidence, error) { return evidence.Kept(content, bars, first) },
		func() (*evidence.Evidence, error) { return evidence.Run(bars, first, progress) },
		(*evidence.Evidence).Keep)
	if err == nil && first.PriorTrials != c.PriorTrials {
		err = e.JudgeAfter(c.PriorTrials)
	}
	return e, as, err
}

// keptCausality is the test for looking ahead of the evidence, which earlier
// trials change nothing of, or what was kept of it.
func (d *Desk) keptCausality(e *evidence.Evidence) ([]evidence.Causality, keeping, error) {
	c := e.Config
	c.PriorTrials = 0
	return keptResult(d, "causality", c, nil, func() ([]evidence.Causality, error) { return e.TestCausality(), nil })
}

// keptResult is a result of the desk's bars that is made of exported fields
// alone, or what was kept of it.
func keptResult[T any](d *Desk, kind string, c evidence.Config, r *reference.Config, compute func() (T, error)) (T, keeping, error) {
	return throughFile(d, d.keptNameOf(kind, d.bars.value.built.InputDigest, c, r),
		func(content []byte) (result T, err error) {
			err = lossless.Decode(content, &result)
			return result, err
		},
		compute,
		func(result T) ([]byte, error) { return lossless.Encode(result) })
}
