package parquetio

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"

	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// SealKey is the metadata key of a file's seal: the CRC-32, in hexadecimal, of
// all its bytes, with Unsealed in the place of the seal itself. Checksums of
// pages leave out their headers and the footer.
const SealKey = "tickbook.crc32"

// Unsealed is the value of SealKey until Seal replaces it.
const Unsealed = "00000000"

// sealMark stands before the seal: its key, and what the footer's encoding puts
// between a key and a value of that length.
var sealMark = []byte(SealKey + "\x18" + string(rune(len(Unsealed))))

// Seal seals a whole file, in place.
func Seal(data []byte) error {
	seal, sum := sealOf(data)
	if string(seal) != Unsealed {
		return errors.New("the file has no room for a seal")
	}
	copy(seal, sum)
	return nil
}

// Sealed reports whether a file, opened as a whole, has the seal of its bytes.
// The pages of one that has are not checked again.
func (f *File) Sealed() bool {
	if int64(len(f.tail)) != f.Size {
		return false
	}
	seal, sum := sealOf(f.tail)
	f.sealed = seal != nil && string(seal) == sum
	return f.sealed
}

// sealOf finds the seal in data and works out what it should be; nil if it is
// not there.
func sealOf(data []byte) (seal []byte, sum string) {
	at := bytes.LastIndex(data, sealMark) + len(sealMark)
	if at < len(sealMark) || len(data)-at < len(Unsealed) {
		return nil, ""
	}
	end := at + len(Unsealed)
	crc := variants[vector.InUse()].checksum(data[:at], new([folded]byte))
	crc = crc32.Update(crc, crc32.IEEETable, []byte(Unsealed))
	crc = crc32.Update(crc, crc32.IEEETable, data[end:])
	return data[at:end], fmt.Sprintf("%08x", crc)
}
