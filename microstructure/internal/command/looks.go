package command

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/report"
	"github.com/tickbook/tickbook/microstructure/result"
	"github.com/tickbook/tickbook/microstructure/store"
)

// looksFlags say where looks are recorded.
type looksFlags struct{ file, family string }

func (l *looksFlags) addFlags(c *cobra.Command) {
	c.Flags().StringVar(&l.file, "looks", "", "record of looks, by which earlier ones count (default DATA/"+result.LooksFile+")")
	c.Flags().StringVar(&l.family, "family", "", "name that keeps this search apart: looks at other symbols count if theirs is the same, or if all have none")
}

// on sets them in a configuration. A record that was asked for must be
// readable.
func (l *looksFlags) on(c desk.Config) (desk.Config, error) {
	if l.family != "" {
		if err := microstructure.CheckName("family", l.family); err != nil {
			return c, fmt.Errorf("--family: %w", err)
		}
	}
	c.Family, c.LooksFile = l.family, store.Join(c.Dir, result.LooksFile)
	if l.file != "" {
		if _, err := result.ReadLooks(l.file); err != nil {
			return c, fmt.Errorf("--looks: %w", err)
		}
		c.LooksFile = l.file
	}
	return c, nil
}

// warnEarlierRecord says what to do with a record that an earlier version kept
// with the results.
func warnEarlierRecord(c *cobra.Command, dir, record string) {
	path := store.Join(dir, result.LooksFile)
	if r, err := result.ReadLooks(path); err == nil && len(r.Looks) > 0 && path != store.Join(record) {
		printWarnings(c, []string{fmt.Sprintf("%s is the record of an earlier version and does not count: append its lines to %s, or remove it", path, record)})
	}
}

func looksCommand() *cobra.Command {
	var data, file string
	var symbols, families []string
	var span spanFlags
	var asJSON bool
	c := &cobra.Command{
		Use:   "looks --data DIR",
		Short: "List the record of looks",
		Long: `Lists the looks that studies, judged signals and measured features have taken at the data, the latest first. A look is one
evaluation: a study counts its configurations, a feature that is measured against returns counts one, the same run again
nothing. Looks count against later ones at the same symbol on overlapping days, and against those at other symbols on
such days unless --family kept them apart: the best-of-many gate asks for a smaller p-value by them.
The record is DATA/looks.jsonl, or --looks FILE: an object of JSON per line, which commands and notebooks share. A line that
is not a look is named with its remedy, and the exit code is 1; it does not count.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			days, err := span.parse()
			if err != nil {
				return err
			}
			if days.From != "" && days.To != "" && days.To < days.From {
				return fmt.Errorf("--to %s is before --from %s: give a later day", days.To, days.From)
			}
			path := file
			if path == "" {
				if data == "" {
					return errors.New("give --data DIR, or --looks FILE")
				}
				if there, err := store.IsFolder(data); err != nil {
					return fmt.Errorf("--data: %w", err)
				} else if !there {
					return fmt.Errorf("--data %s: there is no such directory", data)
				}
				path = store.Join(data, result.LooksFile)
			} else if _, err := store.Stat(path); errors.Is(err, fs.ErrNotExist) || store.Failed(err) {
				return fmt.Errorf("--looks: %w", err)
			}
			record, err := result.ReadLooks(path)
			if err != nil {
				return err
			}
			looks := slices.DeleteFunc(evidence.DistinctLooks(record.Looks), func(l evidence.Look) bool {
				return symbols != nil && !slices.ContainsFunc(symbols, l.At) || families != nil && !slices.Contains(families, l.Family) ||
					days.From != "" && l.ToDate < days.From || days.To != "" && l.FromDate > days.To
			})
			if len(looks) == 0 && len(record.Looks) > 0 && !asJSON {
				fmt.Fprintf(c.OutOrStdout(), "No look in %s is one of these.\n", path)
			} else if err := printLooks(c, looks, asJSON); err != nil {
				return err
			}
			var damaged []error
			for _, line := range record.Damaged {
				damaged = append(damaged, line)
			}
			return errors.Join(damaged...)
		},
	}
	f := c.Flags()
	f.StringVar(&data, "data", "", "data directory, whose record is listed")
	f.StringVar(&file, "looks", "", "record of looks (default DATA/"+result.LooksFile+")")
	f.StringSliceVar(&symbols, "symbol", nil, "only looks at these symbols, separated by commas (default: all)")
	f.StringSliceVar(&families, "family", nil, "only looks of these families (default: all)")
	f.StringVar(&span.from, "from", "", "only looks at days from this one on, UTC, YYYY-MM-DD")
	f.StringVar(&span.to, "to", "", "only looks at days up to this one, UTC, YYYY-MM-DD, or yesterday")
	f.BoolVar(&asJSON, "json", false, "print a JSON object per look, oldest first, with all that distinguishes it")
	return c
}

func printLooks(c *cobra.Command, looks []evidence.Look, asJSON bool) error {
	w := c.OutOrStdout()
	if asJSON {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		for _, l := range looks {
			if err := e.Encode(l); err != nil {
				return err
			}
		}
		return nil
	}
	if len(looks) == 0 {
		_, err := fmt.Fprintln(w, "No look is recorded.")
		return err
	}
	if err := report.LookList(looks, len(looks)).WriteText(w); err != nil {
		return err
	}
	configurations := 0
	for _, l := range looks {
		if l.Verdict != evidence.NotTaken {
			configurations += l.Configurations
		}
	}
	_, err := fmt.Fprintf(w, "\n%s with %s in all.\n", text.Plural(len(looks), "look"), text.Plural(configurations, "configuration"))
	return err
}
