package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tickbook/tickbook/microstructure/internal/parallel"
)

// A PartDone is a part of a study that is kept.
type PartDone struct {
	Kept     bool   // it was there
	Rows     int64  // what it was made of: trades of the evidence, markets judged of the null control
	Digest   string // SHA-256, in hexadecimal, of the results
	Duration time.Duration
}

// EvidencePart keeps in Config.KeptDir what Evidence and Causality find, but for
// what depends on the record of looks, where these find it. It enters no look.
// Data that are too short are an error, as of Evidence.
func (d *Desk) EvidencePart(ctx context.Context, progress func(done, total int)) (PartDone, error) {
	var done PartDone
	start := time.Now()
	bars, built, err := d.Bars(ctx, nil)
	if err != nil {
		return done, err
	}
	c, err := d.audited(ctx, d.Config.Evidence)
	if err != nil {
		return done, err
	}
	done.Rows = built.Trades
	return parallel.Interruptible(ctx, func() (PartDone, error) {
		e, kept, err := d.keptEvidence(bars, built.InputDigest, c, progress)
		if err != nil {
			return done, err
		}
		_, tested, err := d.keptCausality(e)
		if err != nil {
			return done, err
		}
		done.Kept = kept.found && tested.found
		done.Digest = digestOf(fmt.Appendln(nil, kept.digest, tested.digest))
		done.Duration = time.Since(start)
		return done, errors.Join(kept.err, tested.err)
	})
}
