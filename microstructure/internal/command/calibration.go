package command

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/atomicfile"
	"github.com/tickbook/tickbook/microstructure/internal/chunks"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
	"github.com/tickbook/tickbook/microstructure/shard"
	"github.com/tickbook/tickbook/microstructure/table"
)

// A calibration is a command's: what it computes, keeps and writes.
type calibration[C, O, R any] struct {
	keys  calibrationKeys[C, O]
	of    string // what is simulated, in the plural
	keep  func(dir string) (chunks.Keeper[C, O], error)
	run   func(context.Context, calibrationRun[C, O]) (R, error)
	write func(w io.Writer, calibrated R) error
}

// A calibrationRun has the chunks to compute, and where they are kept.
type calibrationRun[C, O any] struct {
	part     chunks.Part[C, O]
	kept     chunks.Keeper[C, O]   // nil to keep nothing
	progress func(done, total int) // nil for none
}

// do lists the keys, computes a part of them or all, as the flags say.
func (k calibration[C, O, R]) do(c *cobra.Command, f *calibrationFlags) error {
	switch {
	case f.list:
		return k.keys.list(c.OutOrStdout())
	case f.shards.given():
		return k.part(c, f)
	}
	kept, err := k.kept(c, f)
	if err != nil {
		return err
	}
	bar := newProgress(c.ErrOrStderr(), k.of)
	// An interruption ends it at once, with what was kept by then in place.
	calibrated, err := parallel.Interruptible(c.Context(), func() (R, error) {
		return k.run(c.Context(), calibrationRun[C, O]{kept: kept, progress: func(done, total int) { bar.update(done, total, "") }})
	})
	bar.finish()
	if err != nil && c.Context().Err() != nil && kept != nil {
		return fmt.Errorf("%w; the same command goes on from there", context.Cause(c.Context()))
	}
	if err != nil {
		return err
	}
	return k.write(c.OutOrStdout(), calibrated)
}

// part computes this process's keys and prints a line for each.
func (k calibration[C, O, R]) part(c *cobra.Command, f *calibrationFlags) error {
	list, err := k.keys.take(c, &f.shards)
	if err != nil {
		return err
	}
	w := newShardWorker(c, shard.NewLines(c.OutOrStdout()), len(list))
	if len(list) == 0 {
		return w.finish(c, nil)
	}
	kept, err := k.kept(c, f)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(c.Context())
	defer cancel(nil)
	_, err = k.run(ctx, calibrationRun[C, O]{kept: kept, part: chunks.Part[C, O]{
		Only: func(cell C, chunk int) bool {
			_, mine := slices.BinarySearch(list, k.keys.key(cell, chunk))
			return mine
		},
		Finished: func(r chunks.Chunk[C, O]) {
			if err := w.add(k.keys.line(r)); err != nil {
				cancel(err)
			}
		},
	}})
	if stop := context.Cause(ctx); err != nil && stop != nil && !errors.Is(err, stop) {
		err = stop
	}
	return w.finish(c, err)
}

// kept is where outcomes are kept; nil without --keep.
func (k calibration[C, O, R]) kept(c *cobra.Command, f *calibrationFlags) (chunks.Keeper[C, O], error) {
	if f.keep == "" {
		return nil, nil
	}
	kept, err := k.keep(f.keep)
	if err != nil {
		return nil, fmt.Errorf("--keep: %w", err)
	}
	if folder, ok := kept.(interface{ Others() []string }); ok && len(folder.Others()) > 0 {
		printWarnings(c, []string{desk.KeptByOthers(folder.Others())})
	}
	return kept, nil
}

func writeCSV(path string, t table.Table) error {
	var content bytes.Buffer
	if err := t.WriteCSV(&content); err != nil {
		return err
	}
	return atomicfile.Write(path, content.Bytes())
}

// enoughMarkets to say that the target of a single cell is not met.
const enoughMarkets = 100

// writeTargets says which targets are met, and returns those of all kinds
// together that are refuted.
func writeTargets(w io.Writer, targets []evidence.Target) (refuted []string) {
	for _, t := range targets {
		switch {
		case t.Rate.Runs == 0 || t.OfCell && (t.Met() || t.Rate.Runs < enoughMarkets):
		case t.Met():
			fmt.Fprintf(w, "met: %v\n", t)
		case t.Refuted():
			fmt.Fprintf(w, "refuted: %v\n", t)
			if !t.OfCell {
				refuted = append(refuted, t.String())
			}
		default:
			fmt.Fprintf(w, "not met: %v\n", t)
		}
	}
	return refuted
}
