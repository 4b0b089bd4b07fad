package main

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
	f.StringVar(&s.thresholds, "thresholds", "1,1.5,2,2.5", "thresholds of the signal that both procedures try, in standard deviations")
	f.StringVar(&s.holdings, "holdings", "15m,30m,1h,2h", "holding periods that both procedures try: multiples of 5m")
}

// on sets them in options.
func (s *searchFlags) on(c desk.Config) (desk.Config, error) {
	thresholds, err := microstructure.ParseThresholds(s.thresholds)
	if err != nil {
		return c, fmt.Errorf("--thresholds: %w", err)
	}
	holdings, err := microstructure.ParseHoldings(s.holdings)
	if err != nil {
		return c, fmt.Errorf("--holdings: %w", err)
	}
	return c.WithThresholds(thresholds).WithHoldings(holdings), nil
}
