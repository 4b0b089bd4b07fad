package evidence

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure/inference"
)

// A DayRecord is an out-of-sample record by day that is to be judged: the sum
// of the parts, each with its weight.
type DayRecord struct {
	Net         []float64
	Parts       []DayPart
	Trips       float64
	Spells      int // times in the market, of all parts together; 0 where they are not known
	ActiveDays  int
	Trials      [][]float64 // daily net profit of all configurations over the whole span
	PriorTrials int
	AuditErrors int // or UnknownAudit
	Unsound     int
}

// A DayPart is the record of one symbol.
type DayPart struct {
	Weight             float64
	Net, Own, Exposure []float64 // as those of Days and DayProfits
}

// JudgedDays are the gates of a record, but for that of its mean profit, with
// what they rest on.
type JudgedDays struct {
	Enough []Gate // evidence
	Others []Gate // market, best of many, stability, causality, data
	// Alpha is the mean daily profit at a return of 0 of each symbol, Timing
	// that beyond what the mean position would have earned: see Exposure.
	Alpha, Timing inference.Interval
	Stability     Stability
	SPA           inference.SPA
}

// Judge computes the gates of a record by day.
func (g Gates) Judge(d DayRecord, r inference.Resampling) (JudgedDays, error) {
	out := JudgedDays{
		Enough:    g.evidence(d.Trips, d.Spells, d.ActiveDays),
		Stability: newStability(d.Net),
	}
	alpha, timed, err := d.beyondMarket()
	if err != nil {
		return out, err
	}
	if out.Alpha, err = meanBounds(alpha, g.Confidence, r); err != nil {
		return out, err
	}
	if out.Timing, err = meanBounds(timed, g.Confidence, r); err != nil {
		return out, err
	}
	c := grounds{gates: g, priorTrials: d.PriorTrials, auditErrors: d.AuditErrors, resampling: r}
	for _, daily := range d.Trials {
		c.trials.Trials = append(c.trials.Trials, Trial{Daily: daily})
	}
	var v Verdict
	best, err := c.bestOfMany(&v)
	if err != nil {
		return out, err
	}
	out.SPA = v.SPA
	out.Others = []Gate{
		{"market", out.Alpha.Lower, 0, out.Alpha.Lower > 0}, {"market_timing", out.Timing.Lower, 0, out.Timing.Lower > 0}, best, out.Stability.gate(g),
		{gateCausality, float64(d.Unsound), 0, d.Unsound == 0}, {"data", c.dataErrors(), 0, d.AuditErrors == 0},
	}
	return out, nil
}

// beyondMarket is what each day adds to the intercept of the record on the
// symbols' returns, and to the profit beyond that of the mean positions.
func (d *DayRecord) beyondMarket() (alpha, timed []float64, err error) {
	alpha, timed = make([]float64, len(d.Net)), make([]float64, len(d.Net))
	for _, p := range d.Parts {
		if n := len(d.Net); len(p.Net) != n || len(p.Own) != n || len(p.Exposure) != n {
			return nil, nil, fmt.Errorf("%w: a record of %d days with a part of %d, %d and %d", inference.ErrLengths, n, len(p.Net), len(p.Own), len(p.Exposure))
		}
		line, err := inference.NeweyWestLine(p.Net, p.Own, hacLag(len(p.Net)))
		if err != nil {
			return nil, nil, err
		}
		own := timing(p.Net, p.Own, p.Exposure)
		for t := range alpha {
			intercept := nan
			if t < len(line.Intercepts) {
				intercept = line.Intercepts[t]
			}
			alpha[t] += float64(p.Weight * intercept)
			timed[t] += float64(p.Weight * own[t])
		}
	}
	return alpha, timed, nil
}
