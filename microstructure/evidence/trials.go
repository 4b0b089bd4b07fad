package evidence

import (
	"errors"
	"math"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/inference"
)

// A Trial is one configuration on one span, whether or not it ever traded.
type Trial struct {
	microstructure.Configuration
	Trips         int
	MissedEntries int
	LateExits     int
	Open          int       // 1 when the last position is still open
	ActiveDays    int       // days with a position
	Daily         []float64 // net profit by day, bps
	GrossBps      float64   // sum over the span
	NetBps        float64
}

// MeanBps is the net profit per round trip, NaN without any.
func (t *Trial) MeanBps() float64 { return t.NetBps / float64(t.Trips) }

// Trials are all configurations on one span of whole days.
type Trials struct {
	FirstDay int // of the market
	Days     int
	Trials   []Trial
}

// Sweep backtests every configuration of a grid from m.FirstDay on.
func (m *Market) Sweep(g microstructure.Grid, fill Fill, costs Costs) (Trials, error) {
	if err := errors.Join(m.Validate(), g.Validate()); err != nil {
		return Trials{}, err
	}
	return m.sweep(g, fill, costs), nil
}

func (m *Market) sweep(g microstructure.Grid, fill Fill, costs Costs) Trials {
	return newSweeper(m, g.Configurations(), fill, costs).all()
}

// Daily lists the trials' daily net profits, one series per trial.
func (t Trials) Daily() [][]float64 {
	out := make([][]float64, len(t.Trials))
	for i := range t.Trials {
		out[i] = t.Trials[i].Daily
	}
	return out
}

// Best is the trial with the largest net profit among those with at least
// minActiveDays days with a position, the first of equals; nil if none has as
// many. Without a minimum the best of losing trials would be one that never
// traded.
func (t Trials) Best(minActiveDays int) *Trial {
	var best *Trial
	for i := range t.Trials {
		if t.Trials[i].ActiveDays >= minActiveDays && (best == nil || t.Trials[i].NetBps > best.NetBps) {
			best = &t.Trials[i]
		}
	}
	return best
}

// busiest is the trial with the most round trips.
func (t Trials) busiest() *Trial {
	best := &t.Trials[0]
	for i := range t.Trials {
		if t.Trials[i].Trips > best.Trips {
			best = &t.Trials[i]
		}
	}
	return best
}

// A sweeper backtests configurations on spans of one market.
type sweeper struct {
	market         *Market
	configurations []microstructure.Configuration
	index          entryIndex
	execution      execution
	fill           Fill
	costs          Costs
	record         *record // scratch
}

func newSweeper(m *Market, configurations []microstructure.Configuration, fill Fill, costs Costs) *sweeper {
	return &sweeper{m, configurations, newEntryIndex(m, configurations), m.execution(fill.Time, costs.Exit), fill, costs, m.newRecord()}
}

func (s *sweeper) all() Trials {
	m := s.market
	out := Trials{FirstDay: m.FirstDay, Days: m.Days() - m.FirstDay}
	whole := span{m.FirstDay * m.PerDay(), m.Len(), m.Len()}
	for _, c := range s.configurations {
		t := Trial{Configuration: c}
		var count missed
		t.Trips, t.Open = s.run(c, whole, &count)
		t.MissedEntries, t.LateExits = count.Entries, count.LateExits
		t.Daily, t.ActiveDays = s.record.net(m.FirstDay, m.Days()), s.record.activeDays(m.FirstDay, m.Days())
		for d := range t.Daily {
			t.GrossBps += s.record.gross[m.FirstDay+d]
			t.NetBps += t.Daily[d]
		}
		out.Trials = append(out.Trials, t)
	}
	return out
}

// run fills s.record.
func (s *sweeper) run(c microstructure.Configuration, on span, count *missed) (trips, open int) {
	s.record.reset()
	s.market.walk(c, s.index.of(c), s.execution, on, count, func(p *position) {
		s.record.add(s.market, p, 1, s.costs, s.fill.SlippageBps)
		trips++
		if p.open {
			open++
		}
	})
	return trips, open
}

// hacLag is Newey and West's rule of thumb, floor(4 (n/100)^(2/9)), at least 1.
func hacLag(n int) int {
	return max(1, int(4*math.Pow(float64(n)/100, 2.0/9)))
}

// tStatistic of a mean, safe under autocorrelation; NaN for a constant series.
func tStatistic(daily []float64) float64 {
	test, err := inference.NeweyWestMean(daily, hacLag(len(daily)), inference.DropNaN)
	if err != nil {
		return math.NaN()
	}
	return test.Corrected.T
}

// meanBlock is the median of the trials' Politis–White block lengths, in days,
// at least 1.
func (t Trials) meanBlock() float64 {
	var lengths []float64
	for i := range t.Trials {
		if b := inference.BlockLength(t.Trials[i].Daily).Stationary; !math.IsNaN(b) {
			lengths = append(lengths, b)
		}
	}
	if len(lengths) == 0 {
		return 1
	}
	slices.Sort(lengths)
	return max(1, microstructure.Quantile(lengths, 0.5))
}
