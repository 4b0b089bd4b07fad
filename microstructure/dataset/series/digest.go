package series

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
)

// Digest tells series apart by name, times and values.
func (s Series) Digest() string {
	h := sha256.New()
	fmt.Fprintln(h, s.Name, len(s.TimestampUS), len(s.Value))
	for _, us := range s.TimestampUS {
		_ = binary.Write(h, binary.LittleEndian, us)
	}
	for _, v := range s.Value {
		_ = binary.Write(h, binary.LittleEndian, math.Float64bits(v))
	}
	return fmt.Sprintf("%x", h.Sum(nil))[:16]
}
