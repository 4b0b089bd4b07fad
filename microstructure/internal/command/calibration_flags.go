package command

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/table"
)

// calibrationFlags are those that all calibrations have.
type calibrationFlags struct {
	shards           shardFlags
	kinds, keep, csv string
	list, check      bool
}

// The forms of keys, whose number is that of a chunk's first market or basket.
const (
	marketForm = "KIND/MARKET"
	basketForm = "KIND/BASKET"
)

func (f *calibrationFlags) addFlags(c *cobra.Command, kinds, form string) {
	flags := c.Flags()
	flags.StringVar(&f.kinds, "kinds", "", "`regexp` of the "+kinds+" (default: all)")
	f.shards.addFlagsOf(c, form)
	flags.BoolVar(&f.list, "list", false, "print nothing but the keys that --keys takes, one per line, sorted")
	flags.StringVar(&f.keep, "keep", "", "directory in which outcomes are kept; may be in an object store")
	flags.StringVar(&f.csv, "csv", "", "file to write the figures to")
	flags.BoolVar(&f.check, "check", false, "fail if a target of all kinds together is refuted: not even its interval is on the right side")
	for _, other := range []string{"keys", "shard", "keep", "csv", "check"} {
		c.MarkFlagsMutuallyExclusive("list", other)
	}
}

// validate reports flags of which one has no use for the other.
func (f *calibrationFlags) validate(c *cobra.Command) error {
	if !f.shards.given() {
		return nil
	}
	if f.keep == "" {
		return errors.New("--shard and --keys compute a part, which only --keep has a use for: give a folder to --keep")
	}
	_, err := f.shards.part()
	return errors.Join(err, f.shards.exclude(c, "csv", "check"))
}

// write writes the table, and then what further says of its targets, whose
// refuted ones it returns.
func (f *calibrationFlags) write(w io.Writer, t table.Table, further func() (refuted []string)) error {
	if err := f.writeCSV(t); err != nil {
		return err
	}
	if err := t.WriteText(w); err != nil {
		return err
	}
	fmt.Fprintln(w)
	return checked(further(), f.check)
}

// writeCSV writes what --csv asks for.
func (f *calibrationFlags) writeCSV(t table.Table) error {
	if f.csv == "" {
		return nil
	}
	if err := writeCSV(f.csv, t); err != nil {
		return fmt.Errorf("--csv: %w", err)
	}
	return nil
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
