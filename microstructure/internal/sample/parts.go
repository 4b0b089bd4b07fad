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

// recordLooks fills the record of looks: an earlier search on the same data,
// one on other data, and this one, twice.
func (s *Study) recordLooks() {
	at := time.Date(2026, time.February, 3, 9, 30, 0, 0, time.UTC)
	from, to := s.Evidence.Calendar.Dates()
	latest := evidence.Look{
		Time: at.Add(24 * time.Hour), Digest: s.Built.InputDigest, FromDate: from, ToDate: to, Parameters: s.Evidence.Config.Digest(),
		Configurations: len(s.Evidence.Trials.Trials), Verdict: s.Evidence.Verdict.Label,
	}
	earlier, other, first := latest, latest, latest
	earlier.Time, earlier.Parameters, earlier.Configurations, earlier.Verdict = at, "00ff00ff00ff00ff", 24, evidence.NotProven
	other.Time, other.Digest, other.Verdict = at.Add(time.Hour), s.Audit.Digest, evidence.NoEdge
	first.Time = at.Add(2 * time.Hour)
	s.Looks = []evidence.Look{earlier, other, first, latest}
}

// LookCount counts the looks at the study's own data.
func (s *Study) LookCount() evidence.LookCount {
	first, last := s.Evidence.Calendar.Dates()
	return evidence.CountLooks(s.Looks, s.Built.InputDigest, first, last, s.Evidence.Config.Digest())
}

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
