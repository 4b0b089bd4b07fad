package vector

import "math/bits"

// mostDigits is the number of digits that numbers reads of a number, one less if
// it has a point.
const mostDigits = 16

// Numbers reads decimal numbers without a sign, the first at text[i], with a
// comma between any two of them. For each it sets two words of out: the number
// without its point, and how many digits are behind that. It returns where the
// last one ends, or -1 if one has more than 16 bytes or no digit on a side of
// its point, or if another byte follows.
//
// marks are those of NonDigits for the text, which has at least 16 bytes more.
func Numbers(out []uint64, text []byte, marks []uint64, i int, comma byte) (end int) {
	_ = text[64*len(marks)+mostDigits-1]
	if i < 0 || len(out) == 0 || len(out)%2 != 0 {
		return -1
	}
	return variants[InUse()].numbers(out, text, marks, i, comma)
}

func numbers(out []uint64, text []byte, marks []uint64, i int, comma byte) (end int) {
	window := i
	ahead, ok := marksFrom(marks, window)
	next := func() (at int) {
		for ahead == 0 && ok {
			window += 64
			ahead, ok = marksFrom(marks, window)
		}
		at = window + bits.TrailingZeros64(ahead)
		ahead &= ahead - 1
		return at
	}
	for ; ; i = end + 1 {
		point := next()
		if !ok {
			return -1
		}
		end = point
		if text[point] == '.' {
			end = next()
			if !ok || point == i || end == point+1 {
				return -1
			}
		}
		if uint(end-i-1) >= mostDigits {
			return -1
		}
		var v uint64
		for _, c := range text[i:point] {
			v = 10*v + uint64(c-'0')
		}
		for k := point + 1; k < end; k++ {
			v = 10*v + uint64(text[k]-'0')
		}
		out[0], out[1] = v, uint64(max(0, end-point-1))
		if out = out[2:]; len(out) == 0 {
			return end
		}
		if text[end] != comma {
			return -1
		}
	}
}

// marksFrom is the marks of 64 bytes from the i-th on. ok is false where fewer
// are known.
func marksFrom(marks []uint64, i int) (ahead uint64, ok bool) {
	word, bit := i/64, i%64
	if word+1 >= len(marks) {
		return 0, false
	}
	return marks[word]>>bit | marks[word+1]<<(64-bit), true
}

// digitPlaces say, by the number of digits before and behind a point, 16 for
// each of the former, which of its bytes are the digits of a number that is to
// end at the end of 16 bytes. Those before are 0.
var digitPlaces = func() (places [(mostDigits + 1) * 16][16]byte) {
	for i := range places {
		whole, fraction := i/16, i%16
		for k := range 16 {
			digit := k - (16 - whole - fraction)
			switch {
			case digit < 0 || whole+fraction > 16:
				places[i][k] = 0x80
			case digit < whole:
				places[i][k] = byte(digit)
			default:
				places[i][k] = byte(digit + 1)
			}
		}
	}
	return places
}()
