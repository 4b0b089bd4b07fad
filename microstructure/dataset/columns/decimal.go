package columns

import (
	"encoding/binary"
	"math/big"
	"math/bits"
	"strconv"
)

// pow10 are the powers of ten that a float64 holds exactly.
var pow10 = [...]float64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
}

// An Int128 is a whole number in two's complement.
type Int128 struct {
	High int64
	Low  uint64
}

// Decimal is the float64 nearest to m × 10^-scale.
//
// A mantissa of at most 2⁵³ and a power of ten of at most 10²² are both exact,
// so that one division rounds correctly (Clinger 1990). Zeros at the end of a
// longer one, which decimals of a fixed scale have, are taken off first.
// Anything else goes through its digits.
func (m Int128) Decimal(scale int) float64 {
	high, low, negative := uint64(m.High), m.Low, m.High < 0
	if negative {
		var borrow uint64
		low, borrow = bits.Sub64(0, low, 0)
		high, _ = bits.Sub64(0, high, borrow)
	}
	all := Int128{int64(high), low}
	exp := scale
	for _, step := range [...]struct {
		power  uint64
		digits int
	}{{1e16, 16}, {1e8, 8}, {1e4, 4}, {1e2, 2}, {1e1, 1}} {
		for (high > 0 || low > 1<<53) && exp >= step.digits {
			h, rest := high/step.power, high%step.power
			l, rest := bits.Div64(rest, low, step.power)
			if rest != 0 {
				break
			}
			high, low, exp = h, l, exp-step.digits
		}
	}
	var v float64
	if high == 0 && low <= 1<<53 && exp >= 0 && exp <= 22 {
		v = float64(low) / pow10[exp]
	} else {
		v, _ = strconv.ParseFloat(all.digits()+"e"+strconv.Itoa(-scale), 64)
	}
	if negative {
		return -v
	}
	return v
}

// digits formats m as an unsigned number.
func (m Int128) digits() string {
	var n big.Int
	n.SetUint64(uint64(m.High))
	n.Lsh(&n, 64)
	return n.Or(&n, new(big.Int).SetUint64(m.Low)).String()
}

// bigEndian reads a number of 1 to 16 bytes.
func bigEndian(b []byte) Int128 {
	var wide [16]byte
	if len(b) > 0 && b[0] >= 0x80 {
		for i := range wide {
			wide[i] = 0xff
		}
	}
	copy(wide[16-len(b):], b)
	return Int128{int64(binary.BigEndian.Uint64(wide[:])), binary.BigEndian.Uint64(wide[8:])}
}
