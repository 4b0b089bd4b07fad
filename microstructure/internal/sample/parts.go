package sample

import (
	"strconv"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/evidence"
)

// metadata of a source's file. Those of the second source are an import of
// merged trades with gaps in their ids, those of the third one of trades in
// contracts.
func metadata(source, day, rows int) map[string]string {
	m := map[string]string{dataset.SyntheticKey: "sample"}
	if source == 0 {
		return m
	}
	m["tickbook.rows"], m["tickbook.rows_in"] = strconv.Itoa(rows), strconv.Itoa(rows+2*day)
	m["tickbook.duplicates_skipped"] = strconv.Itoa(2 * day)
	m["tickbook.kind"], m["tickbook.contract_size"], m["tickbook.contract_unit"] = "trades", "0.01", "base"
	m["tickbook.rows_moved_in"] = strconv.Itoa(day % 3)
	if source == 1 {
		first := 1 + 1_000_000*day
		m["tickbook.kind"], m["tickbook.contract_size"] = "aggTrades", "1"
		m["tickbook.first_id"], m["tickbook.last_id"] = strconv.Itoa(first), strconv.Itoa(first+999_999)
		m["tickbook.missing_ids"] = strconv.Itoa(day)
		m["tickbook.coverage"] = "1"
		if day == 0 {
			m["tickbook.coverage"] = "0.75"
		}
	}
	return m
}

// look leaves a study's record of looks: an earlier search on the same data,
// one on others, and this one, twice.
func (s *Study) look() {
	at := time.Date(2026, time.February, 3, 9, 30, 0, 0, time.UTC)
	latest := s.Evidence.Look(s.Built.InputDigest, at.Add(24*time.Hour))
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

func makeStoppedLate() (*microstructure.Study, error) {
	s, err := seeded()
	if err != nil {
		return nil, err
	}
	c := s.Reference.Config
	c.MinTestTrips = 1_000_000
	return microstructure.RunReference(s.Reference.Panel, c, nil)
}
