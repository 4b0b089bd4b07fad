package ingest

import (
	"math"

	"github.com/tickbook/tickbook/microstructure/dataset/columns"
)

// setTimes takes the times of the rows, which cover whole days.
func (s *SurveyedFile) setTimes(fromUS, toUS int64) {
	s.FromUS, s.ToUS, s.stated = fromUS, toUS, true
	s.StartUS, s.EndUS = dayOf(fromUS)*dayUS, (dayOf(toUS-1)+1)*dayUS
}

// datedTimes takes the day that the file's name says, with one more on either
// side for its rows.
func (s *SurveyedFile) datedTimes() {
	if info, ok := parseName(s.Name); ok {
		s.StartUS, s.EndUS = info.start.UnixMicro(), info.end.UnixMicro()
		s.FromUS, s.ToUS, s.stated = s.StartUS-dayUS, s.EndUS+dayUS, true
	}
}

// statedTimes are the times of a file by its statistics.
func statedTimes(t table, field int) (fromUS, toUS int64, ok bool) {
	least, most, ok := t.bounds(field)
	if !ok {
		return 0, 0, false
	}
	us := [2]int64{}
	switch kind := t.fields()[field]; kind.Kind {
	case columns.Time:
		wholeTimes(us[:], []int64{least, most}, kind.PerSecond)
	case columns.Whole:
		if units := countedTimes(us[:], []int64{least, most}); units&(units-1) != 0 {
			return 0, 0, false // units are mixed: the order of numbers is not that of times
		}
	default:
		return 0, 0, false
	}
	from, to := clampTimes(us[0], us[1])
	return from, to, from < to
}

// clampTimes makes a range of the first and the last time, less what cannot be
// times of trades. It may be empty.
func clampTimes(first, last int64) (fromUS, toUS int64) {
	return max(first, firstUS), min(max(last, math.MinInt64+1), lastUS-1) + 1
}
