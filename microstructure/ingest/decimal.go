package ingest

import (
	"encoding/binary"
	"math"
	"strconv"
)

// pow10 are the powers of ten that a float64 holds exactly.
var pow10 = [...]float64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
}

// parseDecimal reads the decimal number that starts at line[i] and ends before
// the next comma or the end of the line, and returns the nearest float64 and
// the index of what ended it. ok is false when the field is not a decimal
// number: digits with an optional sign, point and exponent. Infinities, NaN,
// hexadecimals and numbers too large for a float64 do not count.
//
// A mantissa of at most 2⁵³ and a power of ten of at most 10²² are both exact,
// so that one division rounds correctly (Clinger 1990); anything else goes
// through strconv.
func parseDecimal(line []byte, i int) (v float64, end int, ok bool) {
	start := i
	m, i := scanDigits(line, i, 0)
	digits, fraction := i-start, 0
	if i < len(line) && line[i] == '.' {
		from := i + 1
		m, i = scanDigits(line, from, m)
		fraction = i - from
		digits += fraction
	}
	if (i == len(line) || line[i] == ',') && digits-1 < 19 && digits > 0 && m <= 1<<53 && fraction <= 22 {
		return float64(m) / pow10[fraction], i, true
	}
	return parseDecimalSlow(line, start)
}

// scanDigits appends the digits from line[i] on to m, and returns the index
// after them.
func scanDigits(line []byte, i int, m uint64) (uint64, int) {
	for i < len(line) {
		d := line[i] - '0'
		if d > 9 {
			break
		}
		m = m*10 + uint64(d)
		i++
	}
	return m, i
}

// eightDigits reads eight digits at once; ok is false when line[i:] does not
// begin with as many.
func eightDigits(line []byte, i int) (v uint64, ok bool) {
	if len(line)-i < 8 {
		return 0, false
	}
	w := binary.LittleEndian.Uint64(line[i:])
	// A byte is a digit when its high half is 3, also after 6 is added.
	const high, three, six = 0xf0f0f0f0f0f0f0f0, 0x3030303030303030, 0x0606060606060606
	if w&high != three || (w+six)&high != three {
		return 0, false
	}
	return eightValues(w - three), true
}

func parseDecimalSlow(line []byte, start int) (v float64, end int, ok bool) {
	d, end, ok := scanDecimal(line, start)
	if !ok {
		return 0, end, false
	}
	if d.exact() && !d.negative {
		for d.m > 1<<53 && d.m%10 == 0 {
			d.m /= 10
			d.exp++
		}
		if d.m <= 1<<53 && d.exp >= -22 && d.exp <= 22 {
			return scale(float64(d.m), d.exp), end, true
		}
	}
	v, err := strconv.ParseFloat(string(line[start:end]), 64)
	return v, end, err == nil
}

// parseApprox is parseDecimal for fields that are only compared within a
// tolerance: right to about 1e-15, and it also returns the unit of the last
// digit written, 0.01 for 12.50.
func parseApprox(line []byte, i int) (v, unit float64, end int, ok bool) {
	start := i
	m, i := scanDigits(line, i, 0)
	digits, fraction := i-start, 0
	if i < len(line) && line[i] == '.' {
		from := i + 1
		m, i = scanDigits(line, from, m)
		fraction = i - from
		digits += fraction
	}
	if (i == len(line) || line[i] == ',') && digits-1 < 19 && digits > 0 && fraction <= 22 {
		return float64(m) / pow10[fraction], 1 / pow10[fraction], i, true
	}
	d, end, ok := scanDecimal(line, start)
	if !ok {
		return 0, 0, end, false
	}
	v = scale(float64(d.m), d.exp)
	if d.negative {
		v = -v
	}
	return v, scale(1, d.exp-d.zeros), end, true
}

// scale is v × 10^exp, correctly rounded while v and 10^|exp| are exact.
func scale(v float64, exp int) float64 {
	switch {
	case exp < 0 && exp >= -22:
		return v / pow10[-exp]
	case exp >= 0 && exp <= 22:
		return v * pow10[exp]
	}
	return v * math.Pow10(exp)
}

// A decimal is ±m × 10^exp.
type decimal struct {
	m        uint64
	exp      int
	digits   int // significant ones as written; only the first 19 are in m
	zeros    int // at the end, which are not in m
	negative bool
}

func (d *decimal) exact() bool { return d.digits <= 19 }

// scanDecimal parses a decimal number into its parts.
func scanDecimal(line []byte, i int) (d decimal, end int, ok bool) {
	if i < len(line) && (line[i] == '-' || line[i] == '+') {
		d.negative = line[i] == '-'
		i++
	}
	seen, point := false, false
	for ; i < len(line); i++ {
		c := line[i]
		if c == '.' && !point {
			point = true
			continue
		}
		c -= '0'
		if c > 9 {
			break
		}
		seen = true
		if point {
			d.exp--
		}
		if c == 0 {
			d.zeros++
			continue
		}
		if d.digits == 0 {
			d.zeros = 0
		}
		for ; d.zeros > 0; d.zeros-- {
			d.push(0)
		}
		d.push(uint64(c))
	}
	if !seen {
		return d, fieldEnd(line, i), false
	}
	if d.digits == 0 {
		d.zeros = 0
	}
	d.exp += d.zeros + max(0, d.digits-19)
	if i < len(line) && line[i]|0x20 == 'e' {
		i++
		sign := 1
		if i < len(line) && (line[i] == '-' || line[i] == '+') {
			if line[i] == '-' {
				sign = -1
			}
			i++
		}
		from, e := i, 0
		for ; i < len(line) && line[i]-'0' <= 9; i++ {
			e = min(e*10+int(line[i]-'0'), 100_000)
		}
		if i == from {
			return d, fieldEnd(line, i), false
		}
		d.exp += sign * e
	}
	if i < len(line) && line[i] != ',' {
		return d, fieldEnd(line, i), false
	}
	return d, i, true
}

func (d *decimal) push(digit uint64) {
	d.digits++
	if d.digits <= 19 {
		d.m = d.m*10 + digit
	}
}

// fieldEnd is the index of the first comma from i on, or the end of the line.
func fieldEnd(line []byte, i int) int {
	for i < len(line) && line[i] != ',' {
		i++
	}
	return i
}
