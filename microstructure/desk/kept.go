package desk

import (
	"crypto/sha256"
	"fmt"
	"path/filepath"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/code"
	"github.com/tickbook/tickbook/microstructure/internal/lossless"
	"github.com/tickbook/tickbook/microstructure/reference"
)

// Results that take long are kept in Config.KeptDir, each in a file that is
// named by a digest of all that it depends on: an edit of any of it is another
// name, and the result is computed. Nothing is kept where the digest cannot be
// known.

// keptPath is the file of a kind of result with this input and configuration,
// and that of the reference procedure if it is not nil; empty if the result is
// not kept.
func (d *Desk) keptPath(kind, input string, c evidence.Config, r *reference.Config) string {
	return d.keptPathOf(kind, input, c, r, d.Config.Shifts)
}

// keptPathOf is keptPath of as many runs of the null control.
func (d *Desk) keptPathOf(kind, input string, c evidence.Config, r *reference.Config, shifts int) string {
	if d.Config.KeptDir == "" || d.Config.NoCache {
		return ""
	}
	library, err := libraryDigest()
	if err != nil {
		return ""
	}
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n%s\n%q\n%v\n", kind, library, input, microstructure.SourceList(d.Config.Sources), d.Config.Interval)
	for _, f := range d.Config.Features {
		key, err := f.Key()
		if err != nil {
			return ""
		}
		fmt.Fprintf(h, "%q %q\n", f.Columns(), key)
	}
	features := c.Features
	c.Features = nil
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
			return ""
		}
		fmt.Fprintf(h, "%q %q %s\n", f.Name, f.Doc, digest)
	}
	return filepath.Join(d.Config.KeptDir, fmt.Sprintf("%s_%x.gob", kind, h.Sum(nil)[:16]))
}

// featureDigest is that of a feature's function: a word for the library's own
// column of bars, which the library's digest covers, and for a column beside
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

// keptEvidence is evidence.Run, or what was kept of the same run.
func (d *Desk) keptEvidence(bars []microstructure.SourceBars, input string, c evidence.Config, progress func(done, total int)) (*evidence.Evidence, error) {
	const kind = "evidence"
	return throughFile(d.keptPath(kind, input, c, nil), kind,
		func(content []byte) (*evidence.Evidence, error) { return evidence.Kept(content, bars, c) },
		func() (*evidence.Evidence, error) { return evidence.Run(bars, c, progress) },
		(*evidence.Evidence).Keep)
}

// keptResult is a result of the desk's bars that is made of exported fields
// alone, or what was kept of it.
func keptResult[T any](d *Desk, kind string, c evidence.Config, r *reference.Config, compute func() (T, error)) (T, error) {
	return throughFile(d.keptPath(kind, d.bars.value.built.InputDigest, c, r), kind,
		func(content []byte) (result T, err error) {
			err = lossless.Decode(content, &result)
			return result, err
		},
		compute,
		func(result T) ([]byte, error) { return lossless.Encode(result) })
}
