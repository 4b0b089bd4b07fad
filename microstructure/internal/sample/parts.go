package sample

import (
	"math"
	"slices"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/reference"
)

// provenance of a source's file: the first source's say only that they are
// simulated, the second source's are imports of merged trades with gaps in
// their ids, the third's of trades in contracts.
func provenance(source, day, rows int) microstructure.Provenance {
	p := microstructure.Provenance{Synthetic: "sample"}
	if source == 0 {
		return p
	}
	p.Kind, p.ContractSize, p.ContractUnit = microstructure.KindTrades, 0.01, microstructure.UnitBase
	p.Rows, p.Duplicates, p.MovedIn, p.Coverage = int64(rows), int64(2*day), int64(day%3), 1
	p.RowsIn = p.Rows + p.Duplicates
	if source == 1 {
		first := uint64(1 + 1_000_000*day)
		p.Kind, p.ContractSize = microstructure.KindAggTrades, 1
		p.IDs = &microstructure.IDRange{First: first, Last: first + 999_999, Missing: int64(day)}
		if day == 0 {
			p.Coverage = 0.75
		}
	}
	return p
}

// recordLooks fills the record of looks: an earlier search on the same days, one
// at another symbol, a measured feature, one of an earlier version, and this
// one, twice.
func (s *Study) recordLooks() {
	at := time.Date(2026, time.February, 3, 9, 30, 0, 0, time.UTC)
	latest := s.look()
	latest.Time, latest.Verdict = at.Add(24*time.Hour), s.Evidence.Verdict.Label
	earlier, other, first := latest, latest, latest
	earlier.Time, earlier.Grid, earlier.Configurations, earlier.Verdict = at, "another", 24, evidence.NotProven
	other.Time, other.Symbol, other.Family, other.Verdict = at.Add(time.Hour), "OTHERUSDT", "others", evidence.NoEdge
	feature := evidence.Look{Time: at.Add(90 * time.Minute), Kind: evidence.LookFeature, Symbol: latest.Symbol, FromDate: latest.FromDate, ToDate: latest.ToDate,
		Configurations: 1, Bars: latest.Bars, Features: []string{"vol_imbalance"}}
	old := evidence.Look{Time: at.Add(-time.Hour), FromDate: "2024-01-01", ToDate: "2024-03-31", Parameters: "00ff00ff00ff00ff", Configurations: 48, Verdict: evidence.NoEdge, Data: s.Built.InputDigest}
	first.Time, first.Verdict = at.Add(2*time.Hour), ""
	s.Looks = []evidence.Look{old, earlier, other, feature, first, latest}
}

// look is the study's.
func (s *Study) look() evidence.Look {
	l := s.Evidence.Config.Look()
	l.Symbol, l.Data, l.Sources = s.Reference.Config.Symbol, s.Built.InputDigest, microstructure.SourceNames(s.Evidence.Calendar.Sources)
	l.FromDate, l.ToDate = s.Evidence.Calendar.Dates()
	for _, f := range s.Evidence.Config.Features {
		l.Features = append(l.Features, f.Name)
	}
	return l
}

// LookCount counts the looks at the study's own days.
func (s *Study) LookCount() evidence.LookCount { return evidence.CountLooks(s.Looks, s.look()) }

// makeStoppedLate asks the seeded study for more round trips in the test span
// than any configuration makes.
func makeStoppedEarly() (*reference.Study, error) {
	s, err := thin()
	if err != nil {
		return nil, err
	}
	coarse := make([]microstructure.SourceBars, len(s.Bars))
	for i, b := range s.Bars {
		coarse[i] = microstructure.SourceBars{Source: b.Source, Bars: slices.Clone(b.Bars)}
		for k := range coarse[i].Bars {
			close := &coarse[i].Bars[k].Close
			*close = 5000 * math.Round(*close/5000)
		}
	}
	panel, err := microstructure.JoinPanel(coarse)
	if err != nil {
		return nil, err
	}
	return reference.Run(panel, s.Reference.Config, nil)
}

func makeStoppedLate() (*reference.Study, error) {
	s, err := seeded()
	if err != nil {
		return nil, err
	}
	c := s.Reference.Config
	c.MinTestTrips = 1_000_000
	return reference.Run(s.Reference.Panel, c, nil)
}
