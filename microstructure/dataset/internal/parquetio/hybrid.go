package parquetio

import (
	"encoding/binary"
	"errors"

	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

var (
	errRuns  = errors.New("runs of levels or dictionary indexes are damaged")
	errIndex = errors.New("dictionary index out of range")
)

// slack is the number of bytes that may be read beyond the end of a page, as
// unpacking loads up to 64 bytes at a time. Page buffers are longer by it.
const slack = 64

// A hybrid walks the runs of parquet's RLE / bit-packing hybrid.
type hybrid struct {
	src    []byte // with slack bytes of capacity beyond its end
	width  uint   // bits per value, at most 32
	repeat int    // values left in a run of one value
	value  uint64
	packed int  // values left in a bit-packed run
	bit    uint // position of its next value, in bits from packs
	packs  []byte
}

// reset starts on src, whose capacity exceeds its length by slack or more.
func (h *hybrid) reset(src []byte, width uint) error {
	if width > 32 {
		return errRuns
	}
	*h = hybrid{src: src, width: width}
	return nil
}

// run makes sure that a run is open.
func (h *hybrid) run() error {
	for h.repeat == 0 && h.packed == 0 {
		v, n := binary.Uvarint(h.src)
		if n <= 0 || v>>1 > 1<<31 {
			return errRuns
		}
		h.src = h.src[n:]
		count := int(v >> 1)
		if v&1 == 1 {
			// The last run may be cut short of its multiple of eight values.
			size := min(count*int(h.width), len(h.src))
			h.packed, h.bit, h.packs = count*8, 0, h.src[:size:size+slack]
			if h.width > 0 {
				h.packed = min(h.packed, size*8/int(h.width))
			}
			h.src = h.src[size:]
			if h.packed == 0 {
				return errRuns
			}
			continue
		}
		size := int(h.width+7) / 8
		if len(h.src) < size {
			return errRuns
		}
		h.value = binary.LittleEndian.Uint64(h.src[:8:cap(h.src)]) & (1<<(8*uint(size)) - 1)
		h.repeat, h.src = count, h.src[size:]
	}
	return nil
}

// words fills dst with the dictionary values at the next indexes.
func (h *hybrid) words(dst, dictionary []uint64) error {
	return gather(h, dst, dictionary, variants[vector.InUse()].gather)
}

// bytes is words for a dictionary of bytes.
func (h *hybrid) bytes(dst, dictionary []byte) error {
	return gather(h, dst, dictionary, gatherBytes)
}

func gather[T uint64 | byte](h *hybrid, dst, dictionary []T, packed func(dst, dictionary []T, packs []byte, bit, width uint) bool) error {
	for len(dst) > 0 {
		if err := h.run(); err != nil {
			return err
		}
		n := min(max(h.repeat, h.packed), len(dst))
		if h.repeat > 0 {
			if h.value >= uint64(len(dictionary)) {
				return errIndex
			}
			v := dictionary[h.value]
			for i := range dst[:n] {
				dst[i] = v
			}
			h.repeat -= n
		} else {
			if !packed(dst[:n], dictionary, h.packs[:len(h.packs)+slack], h.bit, h.width) {
				return errIndex
			}
			h.bit += uint(n) * h.width
			h.packed -= n
		}
		dst = dst[n:]
	}
	return nil
}

// gatherBytes looks up len(dst) indexes of the given width, from bit on. It
// reports whether all were in range.
func gatherBytes(dst, dictionary []byte, packs []byte, bit, width uint) bool {
	if width == 1 && len(dictionary) == 2 {
		done := variants[vector.InUse()].gatherBits(dst, dictionary, packs, bit)
		dst, bit = dst[done:], bit+uint(done)
	}
	return gatherEach(dst, dictionary, packs, bit, width)
}

// joinBits joins the runs of n one-bit indexes into one bit-packed run, in
// memory from scratch: unpacking it takes a fraction of the time of many short
// runs. If the runs are damaged, h is left unchanged.
func (h *hybrid) joinBits(n int, scratch func(bytes int) []byte) {
	src := h.src
	joined := scratch((n+7)/8 + 1 + slack)[:0]
	for at := 0; at < n; {
		v, k := binary.Uvarint(src)
		if k <= 0 || k == len(src) || v == 1 || v>>1 > 1<<31 {
			return
		}
		src = src[k:]
		count, shift := int(v>>1), at%8
		if v&1 == 1 { // count bytes, of which the last may be missing
			bytes := src[:min(count, (n-at+7)/8, len(src))]
			src = src[len(bytes):]
			at += 8 * len(bytes)
			if shift == 0 {
				joined = append(joined, bytes...)
				continue
			}
			for _, b := range bytes {
				joined[len(joined)-1] |= b << shift
				joined = append(joined, b>>(8-shift))
			}
			continue
		}
		bit := src[0]
		src = src[1:]
		if bit > 1 {
			return
		}
		count = min(count, n-at)
		at += count
		for ; shift%8 != 0 && count > 0; count-- {
			joined[len(joined)-1] |= bit << shift
			shift++
		}
		for ; count >= 8; count -= 8 {
			joined = append(joined, -bit)
		}
		if count > 0 {
			joined = append(joined, -bit>>(8-count))
		}
	}
	*h = hybrid{width: 1, packed: n, packs: joined}
}

// runs calls do for each run among the next n values, with its value and
// length.
func (h *hybrid) runs(n int64, do func(value uint64, times int64) error) error {
	for n > 0 {
		if err := h.run(); err != nil {
			return err
		}
		value, times := h.value, min(n, int64(h.repeat))
		switch {
		case h.repeat > 0:
			h.repeat -= int(times)
		case h.width == 0:
			value, times = 0, min(n, int64(h.packed))
			h.packed -= int(times)
		default:
			packs := h.packs[:len(h.packs)+slack]
			value, times = binary.LittleEndian.Uint64(packs[h.bit>>3:])>>(h.bit&7)&(1<<h.width-1), 1
			h.bit += h.width
			h.packed--
		}
		if err := do(value, times); err != nil {
			return err
		}
		n -= times
	}
	return nil
}

// firstZero is the position of the first 0 among n levels of one bit, or -1.
func (h *hybrid) firstZero(n int) (int, error) {
	for at := 0; at < n; {
		if err := h.run(); err != nil {
			return 0, err
		}
		if h.repeat > 0 {
			if h.value == 0 {
				return at, nil
			}
			at += h.repeat
			h.repeat = 0
			continue
		}
		for ; h.packed > 0 && at < n; h.packed-- {
			if h.packs[h.bit>>3]>>(h.bit&7)&1 == 0 {
				return at, nil
			}
			h.bit++
			at++
		}
		h.packed = 0
	}
	return -1, nil
}
