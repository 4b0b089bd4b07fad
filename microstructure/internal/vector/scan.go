package vector

import (
	"encoding/binary"
	"math"
	"unsafe"
)

func multiply(out, x, y []float64) {
	x, y = x[:len(out)], y[:len(out)]
	for i := range out {
		out[i] = x[i] * y[i]
	}
}

func addProducts(products, squares, start, stop []float64, x, limit float64) {
	squares, start, stop = squares[:len(products)], start[:len(products)], stop[:len(products)]
	for i := range products {
		d := stop[i] - start[i]
		if d > limit {
			d = limit
		} else if d < -limit {
			d = -limit
		}
		products[i] += float64(x * d)
		squares[i] += float64(d * d)
	}
}

func ascending(ts []int64) bool {
	for ; len(ts) > 4; ts = ts[4:] {
		if ts[1] < ts[0] || ts[2] < ts[1] || ts[3] < ts[2] || ts[4] < ts[3] {
			return false
		}
	}
	for i := 1; i < len(ts); i++ {
		if ts[i] < ts[i-1] {
			return false
		}
	}
	return true
}

func extremes(p []float64) (high, low float64) {
	b := asBits(p)
	hi, lo := b[0], b[0]
	hi2, lo2 := hi, lo
	for ; len(b) >= 4; b = b[4:] {
		hi, lo = max(hi, b[0]), min(lo, b[0])
		hi2, lo2 = max(hi2, b[1]), min(lo2, b[1])
		hi, lo = max(hi, b[2]), min(lo, b[2])
		hi2, lo2 = max(hi2, b[3]), min(lo2, b[3])
	}
	for _, v := range b {
		hi, lo = max(hi, v), min(lo, v)
	}
	return math.Float64frombits(max(hi, hi2)), math.Float64frombits(min(lo, lo2))
}

func sumSquaredGaps(ts []int64) uint64 {
	var squares, squares2 uint64
	last := ts[0]
	rest := ts[1:]
	for ; len(rest) >= 2; rest = rest[2:] {
		g, g2 := uint64(rest[0]-last), uint64(rest[1]-rest[0])
		last = rest[1]
		squares += g * g
		squares2 += g2 * g2
	}
	if len(rest) == 1 {
		g := uint64(rest[0] - last)
		squares += g * g
	}
	return squares + squares2
}

func nonDigits(marks []uint64, text []byte) {
	for i := range marks {
		b := (*[64]byte)(text[64*i:])
		var word uint64
		for k := 0; k < 64; k += 8 {
			x := binary.LittleEndian.Uint64(b[k:]) ^ 0x3030303030303030
			others := ((x&0x7f7f7f7f7f7f7f7f + 0x7676767676767676) | x) & 0x8080808080808080 // of bytes above 9
			word |= others * 0x0002040810204081 >> 56 << k                                   // gathers the bits
		}
		marks[i] = word
	}
}

const signBit = 1 << 63

// asBits is the same memory read as integers. Prices and quantities are
// positive, and positive floats order as their bits do; comparing them as
// integers avoids a detour through a float register.
func asBits(x []float64) []uint64 {
	return unsafe.Slice((*uint64)(unsafe.Pointer(unsafe.SliceData(x))), len(x))
}
