package audit

import (
	"encoding/binary"
	"errors"
	"math"
)

// minuteReturns are a day's logarithmic returns by minute, each from the last
// trade before the minute to the last one in it; 0 without a trade, and in the
// first minute with one. A day without trades has none.
type minuteReturns []float32

// minuteReturns returns nil without trades.
func (s *secondPrices) minuteReturns() minuteReturns {
	if len(s.updates) == 0 {
		return nil
	}
	out := make(minuteReturns, len(s.before)/60)
	first := int(s.updates[0]) / 60
	for m := first + 1; m < len(out); m++ {
		out[m] = float32(s.before[60*m+59] - s.before[60*m-1])
	}
	return out
}

// GobEncode writes four bytes per minute, in half the space and a tenth of the
// time that gob takes for numbers.
func (r minuteReturns) GobEncode() ([]byte, error) {
	out := make([]byte, 0, 4*len(r))
	for _, v := range r {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(v))
	}
	return out, nil
}

// GobDecode reads what GobEncode writes.
func (r *minuteReturns) GobDecode(data []byte) error {
	if len(data)%4 != 0 {
		return errors.New("minute returns are cut off")
	}
	*r = make(minuteReturns, len(data)/4)
	for i := range *r {
		(*r)[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
	}
	return nil
}
