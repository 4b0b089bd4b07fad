package evidence

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// Shorts says whether the procedure may go short.
type Shorts uint8

// The choices. Nobody sells on a spot market what he does not have.
const (
	ShortsByVenue Shorts = iota // short too, but long only on a spot market
	WithShorts
	LongOnly
)

var shortsNames = [...]string{"venue", "yes", "no"}

func (s Shorts) String() string {
	if int(s) < len(shortsNames) {
		return shortsNames[s]
	}
	return fmt.Sprintf("Shorts(%d)", uint8(s))
}

// ParseShorts reads venue, yes or no.
func ParseShorts(name string) (Shorts, error) {
	for i, known := range shortsNames {
		if name == known {
			return Shorts(i), nil
		}
	}
	return ShortsByVenue, fmt.Errorf("%w: %q says nothing of going short; write yes, no, or venue for whatever the venue allows", ErrConfig, name)
}

// At is the configuration for trading a source. Costs and Stress that are
// Standard and Stress become those of tier 0 of its venue; others were given,
// and stay. Shorts by venue are settled. A configuration that is settled for
// the source is left as it is. Run does the same with the leading source.
func (c Config) At(source microstructure.Source) Config {
	if c.Venue == source && c.Shorts != ShortsByVenue {
		return c // settled, and what was given afterwards stays
	}
	c.Venue = source
	base := Tiers(source)[0]
	if c.Costs.sameFees(Standard()) {
		c.Costs = base.costs(c.Costs.Name).withFunding(c.Costs)
	}
	if c.Stress.sameFees(Stress()) {
		funding := c.Stress
		c.Stress = base.costs(c.Stress.Name).withFunding(funding)
		c.Stress.Exit = Taker
	}
	if c.Shorts == ShortsByVenue {
		c.Shorts = WithShorts
		if source.Spot() {
			c.Shorts = LongOnly
		}
	}
	return c
}

// sameFees compares all but funding, which no venue's tier has.
func (c Costs) sameFees(d Costs) bool { return c.withFunding(d) == d }

func (c Costs) withFunding(d Costs) Costs {
	c.FundingBps = d.FundingBps
	return c
}

// Scenarios are the levels of costs of the fill ladder, cheapest first: none,
// the venue's best published tier where there are several, Costs and Stress.
func (c Config) Scenarios() []Costs {
	out := []Costs{Gross()}
	if tiers := Tiers(c.Venue); len(tiers) > 1 {
		out = append(out, tiers[len(tiers)-1].costs(VIP().Name).withFunding(c.Costs))
	}
	for _, costs := range []Costs{c.Costs, c.Stress} {
		if costs.Name != out[0].Name {
			out = append(out, costs)
		}
	}
	return out
}

// Assumptions are what the procedure takes for granted about trading, in words.
func (c Config) Assumptions() []string {
	fees := fmt.Sprintf("fees of %s for taking and %s for resting", text.GivenBps(c.Costs.TakerBps), text.GivenBps(c.Costs.MakerBps))
	if base := Tiers(c.Venue)[0]; base.TakerBps == c.Costs.TakerBps && base.MakerBps == c.Costs.MakerBps {
		fees += fmt.Sprintf(", %v as of %s", base, base.AsOf)
		if name := c.Venue.Name; name != "" && name != base.Source {
			fees += ", since those of " + name + " are not known"
		}
	} else {
		fees += ", as given"
	}
	out := []string{fees}
	if c.Fill.SlippageBps != 0 {
		out = append(out, text.GivenBps(c.Fill.SlippageBps)+" of slippage for each order that takes")
	}
	spot := c.Venue.Spot()
	switch {
	case c.Shorts == LongOnly && spot:
		out = append(out, "long only, since "+c.Venue.Name+" is a spot market")
	case c.Shorts == LongOnly:
		out = append(out, "long only")
	case spot:
		out = append(out, "going short on "+c.Venue.Name+", a spot market, is possible and costs nothing")
	}
	switch funding := c.Costs.FundingBps; {
	case funding != 0:
		out = append(out, "longs pay shorts a funding of "+text.GivenBps(funding)+" per 8 hours, as there are no data of it")
	case !spot:
		out = append(out, "no funding, as there are no data of it")
	}
	return out
}
