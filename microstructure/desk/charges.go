package desk

import (
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
)

// Charges are what a user says that trading costs, in bps; nil leaves what the
// venue of the traded source asks, or no slippage and no funding.
type Charges struct {
	TakerBps, MakerBps *float64 // fees per side
	SlippageBps        *float64 // of each order that takes
	FundingBps         *float64 // that longs pay to shorts, per 8 hours
	Shorts             evidence.Shorts
}

// givenCosts is the name of costs that a user stated.
const givenCosts = "given"

// On is the configuration for trading a source at these charges. Without any it
// is left as it is, for Open to settle.
func (k Charges) On(c evidence.Config, source microstructure.Source) evidence.Config {
	if k == (Charges{}) {
		return c
	}
	if k.Shorts != evidence.ShortsByVenue {
		c.Shorts = k.Shorts
	}
	c = c.At(source)
	if k.TakerBps != nil || k.MakerBps != nil {
		c.Costs.Name = givenCosts
	}
	for _, costs := range []*evidence.Costs{&c.Costs, &c.Stress} {
		for _, x := range []struct{ given, set *float64 }{
			{k.TakerBps, &costs.TakerBps}, {k.MakerBps, &costs.MakerBps}, {k.FundingBps, &costs.FundingBps},
		} {
			if x.given != nil {
				*x.set = *x.given
			}
		}
	}
	if k.SlippageBps != nil {
		c.Fill.SlippageBps = *k.SlippageBps
	}
	return c
}
