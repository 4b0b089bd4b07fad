package command

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/atomicfile"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
	"github.com/tickbook/tickbook/microstructure/shard"
	"github.com/tickbook/tickbook/microstructure/table"
)

// calibrationFlags are those of the calibrations whose parts are kept without
// lines of results.
type calibrationFlags struct {
	kinds, shard, keep, csv string
	check                   bool
}

func (f *calibrationFlags) addFlags(c *cobra.Command, kinds string) {
	flags := c.Flags()
	flags.StringVar(&f.kinds, "kinds", "", "`regexp` of the "+kinds+" (default: all)")
	flags.StringVar(&f.shard, "shard", "", "the part to compute, such as 2/4 for the second of four; with --keep")
	flags.StringVar(&f.keep, "keep", "", "folder in which outcomes are kept")
	flags.StringVar(&f.csv, "csv", "", "file to write the table to")
	flags.BoolVar(&f.check, "check", false, "fail if a target of all kinds together is refuted: not even its interval is on the right side")
}

// part is what --shard says; the whole without it.
func (f *calibrationFlags) part() (part, parts int, err error) {
	if f.shard == "" {
		return 1, 1, nil
	}
	if f.keep == "" {
		return 0, 0, errors.New("--shard computes a part, which only --keep has a use for: give a folder to --keep")
	}
	p, err := shard.ParsePart(f.shard)
	if err != nil {
		return 0, 0, fmt.Errorf("--shard %w", err)
	}
	return p.Number, p.Count, nil
}

// write writes the table, or says where a part is, and then what further says
// of its targets, whose refuted ones it returns.
func (f *calibrationFlags) write(w io.Writer, t table.Table, further func() (refuted []string)) error {
	if f.shard != "" {
		fmt.Fprintf(w, "shard %s is kept in %s; run all shards, then the same command without --shard for the table\n", f.shard, f.keep)
		return nil
	}
	if f.csv != "" {
		if err := writeCSV(f.csv, t); err != nil {
			return fmt.Errorf("--csv: %w", err)
		}
	}
	if err := t.WriteText(w); err != nil {
		return err
	}
	fmt.Fprintln(w)
	return checked(further(), f.check)
}

// checked is an error if targets are refuted and that is to be checked.
func checked(refuted []string, check bool) error {
	if check && len(refuted) > 0 {
		return fmt.Errorf("refuted:\n%s", strings.Join(refuted, "\n"))
	}
	return nil
}

// matching are the cells whose name matches a regular expression in any case.
func matching[C any](kinds string, cells []C, name func(C) string) (out []C, err error) {
	match, err := regexp.Compile("(?i)" + kinds)
	if err != nil {
		return nil, fmt.Errorf("--kinds: %w", err)
	}
	for _, cell := range cells {
		if match.MatchString(name(cell)) {
			out = append(out, cell)
		}
	}
	return out, nil
}

// someMatching is matching with an error that lists the names if there is none.
func someMatching[C any](kinds string, cells []C, name func(C) string) ([]C, error) {
	out, err := matching(kinds, cells, name)
	if err == nil && len(out) == 0 {
		var names []string
		for _, cell := range cells {
			names = append(names, name(cell))
		}
		err = fmt.Errorf("--kinds %q matches none of %q", kinds, names)
	}
	return out, err
}

// calibrate shows the progress of simulated markets, or of others. It returns
// as soon as it is interrupted, with what was kept by then in place.
func calibrate[T any](c *cobra.Command, of string, kept bool, run func(progress func(done, total int)) (*T, error)) (*T, error) {
	bar := newProgress(c.ErrOrStderr(), of)
	defer bar.finish()
	calibrated, err := parallel.Interruptible(c.Context(), func() (*T, error) {
		return run(func(done, total int) { bar.update(done, total, "") })
	})
	if err != nil && c.Context().Err() != nil && kept {
		return nil, fmt.Errorf("%w; the same command goes on from there", context.Cause(c.Context()))
	}
	return calibrated, err
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
