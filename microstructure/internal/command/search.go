package command

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/desk"
)

// searchFlags say what both procedures search.
type searchFlags struct{ thresholds, holdings string }

func (s *searchFlags) addFlags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&s.thresholds, "thresholds", "1,1.5,2,2.5", "thresholds of the signal that are tried, in standard deviations")
	f.StringVar(&s.holdings, "holdings", "", "holding periods that are tried, multiples of --interval (default: those of 15m,30m,1h,2h that are)")
}

// on sets them in a configuration.
func (s *searchFlags) on(c desk.Config) (desk.Config, error) {
	thresholds, err := microstructure.ParseThresholds(s.thresholds)
	if err != nil {
		return c, fmt.Errorf("--thresholds: %w", err)
	}
	c = c.WithThresholds(thresholds)
	if s.holdings == "" {
		return c, nil
	}
	holdings, err := c.Interval.ParseHorizons(s.holdings)
	if err != nil {
		return c, fmt.Errorf("--holdings: %w", err)
	}
	return c.WithHoldings(holdings), nil
}
