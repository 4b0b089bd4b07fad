package ingest

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/bits"

	"github.com/tickbook/tickbook/microstructure"
)

// isZero reports whether a decimal number is 0 as written, and not merely too
// small for a float64.
func isZero(number []byte) bool {
	for _, c := range number {
		if '1' <= c && c <= '9' {
			return false
		}
		if c|0x20 == 'e' {
			break
		}
	}
	return true
}

func parseID(line []byte, i int) (id uint64, end int, ok bool) {
	start := i
	if head, ok := eightDigits(line, i); ok {
		id, i = head, i+8
	}
	id, i = scanDigits(line, i, id)
	if i == start || i-start > 19 || id > math.MaxInt64 || i < len(line) && line[i] != ',' {
		return 0, fieldEnd(line, i), false
	}
	return id, i, true
}

func parseMaker(line []byte, i int) (side microstructure.Side, end int, ok bool) {
	if len(line)-i >= 4 {
		const lower = 0x20202020
		switch word := binary.LittleEndian.Uint32(line[i:]) | lower; {
		case word == 't'|'r'<<8|'u'<<16|'e'<<24:
			side, end = microstructure.Sell, i+4
		case word == 'f'|'a'<<8|'l'<<16|'s'<<24 && len(line)-i >= 5 && line[i+4]|0x20 == 'e':
			side, end = microstructure.Buy, i+5
		}
		if side != 0 && (end == len(line) || line[end] == ',') {
			return side, end, true
		}
	}
	return 0, fieldEnd(line, i), false
}

func parseSide(line []byte, i int) (side microstructure.Side, end int, ok bool) {
	end = fieldEnd(line, i)
	switch f := line[i:end]; {
	case len(f) == 3 && bytes.EqualFold(f, []byte("buy")):
		return microstructure.Buy, end, true
	case len(f) == 4 && bytes.EqualFold(f, []byte("sell")):
		return microstructure.Sell, end, true
	}
	return 0, end, false
}

// hashID maps a text id to 64 bits, and an empty id to 0.
func hashID(text []byte) uint64 {
	h := uint64(len(text)) * 0x9e3779b97f4a7c15
	for len(text) >= 8 {
		h = mix(h ^ binary.LittleEndian.Uint64(text))
		text = text[8:]
	}
	if len(text) > 0 {
		var last [8]byte
		copy(last[:], text)
		h = mix(h ^ binary.LittleEndian.Uint64(last[:]))
	}
	return h
}

func mix(x uint64) uint64 {
	hi, lo := bits.Mul64(x^0x2d358dccaa6c78a5, 0x8bb84b93962eacc9)
	return hi ^ lo
}
