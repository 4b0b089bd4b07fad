package ingest

import (
	"strings"
	"time"
)

const (
	dayUS  = 86_400_000_000
	hourUS = 3_600_000_000
)

// The largest values that are still read as seconds, milliseconds and
// microseconds. They are times between the years 5138 and 5139, or in 1973 in
// the next finer unit: no exchange's trade is near any of them.
const (
	maxSeconds = 100_000_000_000
	maxMillis  = maxSeconds * 1000
	maxMicros  = maxMillis * 1000
)

// timeUnits is a set of units that times are written in.
type timeUnits uint8

const (
	inSeconds timeUnits = 1 << iota
	inMillis
	inMicros
	inNanos
)

// String lists the units, as in "ms and µs".
func (u timeUnits) String() string {
	var names []string
	for i, name := range []string{"s", "ms", "µs", "ns"} {
		if u&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, " and ")
}

// unitOf is the unit of a time whose whole part is v.
func unitOf(v int64) timeUnits {
	switch {
	case v < maxSeconds:
		return inSeconds
	case v < maxMillis:
		return inMillis
	case v < maxMicros:
		return inMicros
	}
	return inNanos
}

// parseTime reads the time that starts at line[i], an integer or a decimal
// whose size determines its unit, into µs since the Unix epoch. Digits below a
// µs are truncated. No float is involved. A number in scientific notation whose
// last digit stands for more than one unit is not ok: its other digits are
// lost.
func parseTime(line []byte, i int) (us int64, unit timeUnits, end int, ok bool) {
	start := i
	var v int64
	if head, ok := eightDigits(line, i); ok {
		v, i = int64(head), i+8
	}
	for i < len(line) && line[i]-'0' <= 9 && i-start < 19 {
		v = v*10 + int64(line[i]-'0')
		i++
	}
	if i == start || v < 0 {
		return 0, 0, fieldEnd(line, i), false
	}
	if i == len(line) || line[i] == ',' {
		us, unit = microsOf(v)
		return us, unit, i, true
	}
	return parseTimeSlow(line, start)
}

// microsOf converts a whole number, whose size determines its unit, to µs.
func microsOf(v int64) (us int64, unit timeUnits) {
	switch unit = unitOf(v); unit {
	case inSeconds:
		return v * 1_000_000, unit
	case inMillis:
		return v * 1000, unit
	case inMicros:
		return v, unit
	}
	return v / 1000, unit
}

// parseTimeSlow reads times with a fraction or an exponent.
func parseTimeSlow(line []byte, i int) (us int64, unit timeUnits, end int, ok bool) {
	if line[i]-'0' > 9 {
		return 0, 0, fieldEnd(line, i), false
	}
	d, end, ok := scanDecimal(line, i)
	if !ok || !d.exact() || d.m > 1<<63-1 || d.exp > d.zeros {
		return 0, 0, end, false
	}
	m, exp := int64(d.m), d.exp
	// whole is the part before the point, which determines the unit.
	whole, ok := shift(m, exp)
	if !ok {
		return 0, 0, end, false
	}
	unit = unitOf(whole)
	switch unit {
	case inSeconds:
		exp += 6
	case inMillis:
		exp += 3
	case inNanos:
		exp -= 3
	}
	us, ok = shift(m, exp)
	return us, unit, end, ok
}

// shift is m × 10^exp, cut to an integer; ok is false when it overflows.
func shift(m int64, exp int) (v int64, ok bool) {
	for ; exp < 0 && m != 0; exp++ {
		m /= 10
	}
	for ; exp > 0 && m != 0; exp-- {
		if m > (1<<63-1)/10 {
			return 0, false
		}
		m *= 10
	}
	return m, true
}

// dayOf is the number of the UTC day since the Unix epoch.
func dayOf(us int64) int64 {
	if us < 0 {
		return (us - dayUS + 1) / dayUS
	}
	return us / dayUS
}

// dayName is the day as in 2024-08-08.
func dayName(day int64) string {
	return time.UnixMicro(day * dayUS).UTC().Format(time.DateOnly)
}

func timeText(us int64) string {
	return time.UnixMicro(us).UTC().Format("2006-01-02T15:04:05.000000Z")
}
