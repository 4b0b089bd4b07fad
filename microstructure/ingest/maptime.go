package ingest

import (
	"bytes"
	"math"

	"github.com/tickbook/tickbook/microstructure/dataset/columns"
)

// firstUS and lastUS bound the times that trades of a user's own file may have:
// from the first block of Bitcoin's chain, before which there was nothing to
// trade, to the year 2100. A value outside is in another unit, or is not a
// time.
const (
	firstUS = 1_230_940_800_000_000 // 2009-01-03
	lastUS  = 4_102_444_800_000_000 // 2100-01-01
)

// timeNotes are what was found out about a column of times.
type timeNotes struct {
	units    timeUnits // of the times so far
	zoneless bool      // a time had no zone, and was taken as UTC
}

// times reads the column of times.
func (m *mapper) times(b *tableBatch) {
	c, field := m.column(b, roleTime)
	m.nulls(c, roleTime)
	us := m.us[:b.Rows]
	switch field.Kind {
	case columns.Time:
		wholeTimes(us, c.Ints, field.PerSecond)
		m.units |= unitPer(field.PerSecond)
		m.zoneless = m.zoneless || !field.Zoned
	case columns.Whole:
		m.units |= countedTimes(us, c.Ints)
	case columns.Real:
		for i, v := range c.Reals {
			var unit timeUnits
			us[i], unit = realTime(v)
			m.units |= unit
		}
	default:
		for i, v := range c.Texts {
			us[i] = m.textTime(v)
		}
	}
	for i, t := range us {
		if t < m.fromUS || t >= m.toUS {
			m.wrong(i, roleTime)
		}
	}
}

// outside stands for a value that is not a time.
const outside = math.MinInt64

// wholeTimes converts timestamps to µs, truncating digits below.
func wholeTimes(us, values []int64, perSecond int64) {
	if perSecond > 1e6 {
		n := perSecond / 1e6
		for i, v := range values {
			us[i] = v / n
		}
		return
	}
	n := 1_000_000 / perSecond
	for i, v := range values {
		us[i] = outside
		if -math.MaxInt64/n < v && v < math.MaxInt64/n {
			us[i] = v * n
		}
	}
}

func unitPer(perSecond int64) timeUnits {
	switch perSecond {
	case 1:
		return inSeconds
	case 1e3:
		return inMillis
	case 1e6:
		return inMicros
	}
	return inNanos
}

// countedTimes converts whole numbers, whose size determines the unit, to µs.
func countedTimes(us, values []int64) (units timeUnits) {
	for i, v := range values {
		switch {
		case v < 0:
			us[i] = outside
			continue
		case v < maxSeconds:
			us[i] = v * 1_000_000
			units |= inSeconds
		case v < maxMillis:
			us[i] = v * 1000
			units |= inMillis
		case v < maxMicros:
			us[i] = v
			units |= inMicros
		default:
			us[i] = v / 1000
			units |= inNanos
		}
	}
	return units
}

// realTime converts a floating-point number, whose size determines the unit, to
// µs, rounded: a double resolves a µs in seconds, ms and µs, but barely in ns.
func realTime(v float64) (us int64, unit timeUnits) {
	if !(v >= 0 && v < math.MaxInt64) {
		return outside, 0
	}
	switch unit = unitOf(int64(v)); unit {
	case inSeconds:
		v *= 1e6
	case inMillis:
		v *= 1e3
	case inNanos:
		return int64(v) / 1000, unit
	}
	return int64(math.Round(v)), unit
}

// textTime reads a number, or a date with a time of day.
func (m *timeNotes) textTime(text []byte) int64 {
	if len(text) > 4 && text[4] == '-' {
		us, zoned, ok := parseDateTime(text)
		if !ok {
			return outside
		}
		m.zoneless = m.zoneless || !zoned
		return us
	}
	if bytes.IndexByte(text, ',') >= 0 {
		return outside
	}
	us, unit, end, ok := parseTime(text, 0)
	if !ok || end != len(text) || len(text) == 0 {
		return outside
	}
	m.units |= unit
	return us
}
