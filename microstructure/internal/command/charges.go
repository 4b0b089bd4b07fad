package command

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/evidence"
)

// chargeFlags say what trading costs, where it is not what the venue asks.
type chargeFlags struct {
	taker, maker, slippage, funding float64
	shorts                          string
}

func (k *chargeFlags) addFlags(c *cobra.Command) {
	f := c.Flags()
	f.Float64Var(&k.taker, "taker-bps", 0, "fee of an order that takes, per side (default: what the leading source's venue asks of a new account)")
	f.Float64Var(&k.maker, "maker-bps", 0, "fee of an order that rests, per side; below 0 is a rebate (default: as above)")
	f.Float64Var(&k.slippage, "slippage-bps", 0, "slippage of each order that takes, beyond the spread, which fills pay anyway")
	f.Float64Var(&k.funding, "funding-bps", 0, "funding that longs pay to shorts, per 8 hours; below 0 shorts pay")
	f.StringVar(&k.shorts, "shorts", evidence.ShortsByVenue.String(), "whether to go short: yes, no, or venue, which is no on spot markets (names that end in _spot)")
}

// on sets the charges of the flags that were given in a configuration.
func (k *chargeFlags) on(c *cobra.Command, config desk.Config) (desk.Config, error) {
	var given desk.Charges
	for _, x := range []struct {
		flag  string
		value *float64
		set   **float64
	}{{"taker-bps", &k.taker, &given.TakerBps}, {"maker-bps", &k.maker, &given.MakerBps}, {"slippage-bps", &k.slippage, &given.SlippageBps},
		{"funding-bps", &k.funding, &given.FundingBps}} {
		if c.Flags().Changed(x.flag) {
			*x.set = x.value
		}
	}
	var err error
	if given.Shorts, err = evidence.ParseShorts(k.shorts); err != nil {
		return config, fmt.Errorf("--shorts: %w", err)
	}
	return config.WithCharges(given), nil
}
