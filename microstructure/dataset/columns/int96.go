package columns

import "encoding/binary"

const (
	julianEpoch = 2_440_588 // the Julian day of 1970-01-01
	dayUS       = 86_400_000_000
)

// int96Word makes µs since the Unix epoch of an INT96, cut to whole ones: it
// has ns of a day, and the number of the Julian day.
func int96Word(raw []byte) uint64 {
	ns := int64(binary.LittleEndian.Uint64(raw))
	day := int64(int32(binary.LittleEndian.Uint32(raw[8:]))) - julianEpoch
	return uint64(day*dayUS + ns/1000)
}
