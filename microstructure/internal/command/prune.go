package command

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/report"
)

func pruneCommand() *cobra.Command {
	var data, symbol, cache string
	var names []string
	var days int
	var all bool
	c := &cobra.Command{
		Use:   "prune --data DIR [--name NAME]... [--unwritten-for DAYS] [--all]",
		Short: "List what is kept of features of one's own, and remove it",
		Long: `Lists the values of features of one's own that are kept beside the bars, and removes those of days that have no trades
any more. With --name, --unwritten-for or --all it removes what they ask for. Values that are removed are computed again when
they are needed.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := microstructure.CheckName("symbol", symbol); err != nil {
				return err
			}
			if c.Flags().Changed("unwritten-for") && days < 1 {
				return fmt.Errorf("--unwritten-for %d: give at least 1 day", days)
			}
			d, err := dataset.Open(data, symbol)
			if err != nil {
				return err
			}
			kept, err := d.KeptFeatures(cache)
			if err != nil {
				return err
			}
			for _, name := range names {
				if !slices.ContainsFunc(kept, func(k dataset.KeptFeature) bool { return k.Feature == name }) {
					return fmt.Errorf("--name %s: nothing is kept of this feature; there are %s", name, orNone(kept))
				}
			}
			before := time.Now().AddDate(0, 0, -days)
			var removed []string
			var errs []error
			for i := range kept {
				k := &kept[i]
				if all || slices.Contains(names, k.Feature) || days > 0 && k.Written.Before(before) {
					errs = append(errs, k.Remove())
					removed = append(removed, k.Feature)
				} else {
					errs = append(errs, k.RemoveOrphans())
				}
			}
			if err := report.KeptFeatures(kept, removed).WriteText(c.OutOrStdout()); err != nil {
				return err
			}
			return errors.Join(errs...)
		},
	}
	f := c.Flags()
	f.StringVar(&data, "data", "", "directory of SYMBOL/trades/SOURCE/YYYY-MM-DD.parquet (required)")
	f.StringVar(&symbol, "symbol", "BTCUSDT", "symbol, a directory below --data")
	f.StringVar(&cache, "cache", "", "directory that bars are kept in (default DATA/SYMBOL)")
	f.StringSliceVar(&names, "name", nil, "feature to remove; may be given several times")
	f.IntVar(&days, "unwritten-for", 0, "remove features of which nothing was written for so many days")
	f.BoolVar(&all, "all", false, "remove all of them")
	c.MarkFlagRequired("data")
	return c
}

func orNone(kept []dataset.KeptFeature) string {
	if len(kept) == 0 {
		return "none"
	}
	names := make([]string, len(kept))
	for i, k := range kept {
		names[i] = k.Feature
	}
	return strings.Join(names, ", ")
}
