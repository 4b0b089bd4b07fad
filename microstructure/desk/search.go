package desk

import "github.com/tickbook/tickbook/microstructure"

// WithThresholds is the options with other thresholds for both procedures.
func (o Options) WithThresholds(thresholds []float64) Options {
	o.Reference.Grid.Thresholds, o.Evidence.Grid.Thresholds = thresholds, thresholds
	return o
}

// WithHoldings is the options with other holding periods for both procedures.
func (o Options) WithHoldings(holdings []microstructure.Horizon) Options {
	o.Reference.Grid.Holdings, o.Evidence = holdings, o.Evidence.WithHoldings(holdings)
	return o
}

// WithCharges is the options at charges. The reference procedure, which knows
// one fee per round trip, pays the fees that are given and nothing else.
func (o Options) WithCharges(k Charges) Options {
	if len(o.Sources) == 0 {
		return o
	}
	o.Evidence = k.On(o.Evidence, o.Sources[0])
	if k.TakerBps != nil || k.MakerBps != nil {
		o.Reference.FeeBps = o.Evidence.Costs.RoundTripBps()
	}
	return o
}
