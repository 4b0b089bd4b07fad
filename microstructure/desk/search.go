package desk

import "github.com/tickbook/tickbook/microstructure"

// WithThresholds is the configuration with other thresholds for both
// procedures.
func (c Config) WithThresholds(thresholds []float64) Config {
	c.Reference.Grid.Thresholds, c.Evidence.Grid.Thresholds = thresholds, thresholds
	return c
}

// WithHoldings is the configuration with other holding periods for both
// procedures.
func (c Config) WithHoldings(holdings []microstructure.Horizon) Config {
	c.Reference.Grid.Holdings, c.Evidence = holdings, c.Evidence.WithHoldings(holdings)
	return c
}

// WithCharges is the configuration at charges. The reference procedure, which
// knows one fee per round trip, pays the fees that are given and nothing else.
func (c Config) WithCharges(k Charges) Config {
	if len(c.Sources) == 0 {
		return c
	}
	c.Evidence = k.On(c.Evidence, c.Sources[0])
	if k.TakerBps != nil || k.MakerBps != nil {
		c.Reference.FeeBps = c.Evidence.Costs.RoundTripBps()
	}
	return c
}
