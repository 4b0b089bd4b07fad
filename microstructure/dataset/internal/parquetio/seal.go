package parquetio

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"

	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// Metadata keys of checksums that cover what page checksums leave out: page
// headers and the footer.
const (
	// SealKey: the CRC-32, in hexadecimal, of all bytes of a small file.
	SealKey = "tickbook.crc32"
	// FooterSealKey: the CRC-32 of the footer, its length and the magic behind
	// it.
	FooterSealKey = "tickbook.footer_crc32"
	// HeadersKey: the CRC-32s of the page headers of each chunk of each row
	// group, in order, and of what lies between the last page and the footer,
	// eight digits each. Every sealed footer has it.
	HeadersKey = "tickbook.header_crc32"
)

// Unsealed is the placeholder of a seal until Seal replaces it, and while its
// checksum is computed.
const Unsealed = "00000000"

// FormatSum writes a checksum as seals have it.
func FormatSum(crc uint32) string { return fmt.Sprintf("%08x", crc) }

// mark is the text before a seal: its key, and what the footer's encoding puts
// between a key and a value of that length.
func mark(key string) []byte { return []byte(key + "\x18" + string(rune(len(Unsealed)))) }

var sealMark, footerMark = mark(SealKey), mark(FooterSealKey)

// Seal seals a whole file, in place.
func Seal(file []byte) error { return seal(file, sealMark) }

// SealFooter seals a footer with its length and the magic, in place.
func SealFooter(footer []byte) error { return seal(footer, footerMark) }

func seal(data, mark []byte) error {
	seal, sum := sealOf(data, mark)
	if string(seal) != Unsealed {
		return errors.New("the file has no room for a seal")
	}
	copy(seal, sum)
	return nil
}

// Sealed reports whether a file, opened as a whole, has a valid seal. Its pages
// are then not checked again.
func (f *File) Sealed() bool {
	f.sealed = int64(len(f.tail)) == f.Size && holds(f.tail, sealMark)
	return f.sealed
}

// FooterSealed reports whether the footer has a valid seal. It covers the
// headers of all pages, and they cover the pages: other data have another
// footer.
func (f *File) FooterSealed() bool {
	end := f.footer[max(0, len(f.footer)-sealedWithin):]
	return bytes.Contains(end, footerMark) && holds(f.footer, footerMark)
}

// sealedWithin is how many bytes from its end a footer has its seal: only the
// writer's name and the columns' orders follow.
const sealedWithin = 1 << 10

// checkFooter returns an error if a parsed footer lacks the seal that it should
// have. Other programs keep the key-values of a file that they change, but sign
// it with their own name. Damage may turn one signature into the other, or hide
// it among other bytes.
func (f *File) checkFooter() error {
	switch by := f.meta.createdBy; {
	case string(by) == CreatedBy:
	case string(by) == Earlier && f.Value(FooterSealKey) != "":
	case by == nil && bytes.Contains(f.footer, []byte(CreatedBy)):
	default:
		return nil
	}
	f.meta.headers = f.Value(HeadersKey)
	if !f.FooterSealed() || len(f.meta.headers) != 8*(len(f.meta.chunks)+1) {
		return errors.New("its checksum does not match")
	}
	return nil
}

func holds(data, mark []byte) bool {
	seal, sum := sealOf(data, mark)
	return seal != nil && string(seal) == sum
}

// sealOf finds the seal in data and computes what it should be; nil if there is
// none.
func sealOf(data, mark []byte) (seal []byte, sum string) {
	at := bytes.LastIndex(data, mark) + len(mark)
	if at < len(mark) || len(data)-at < len(Unsealed) {
		return nil, ""
	}
	end := at + len(Unsealed)
	crc := variants[vector.InUse()].checksum(data[:at], new([folded]byte))
	crc = crc32.Update(crc, crc32.IEEETable, []byte(Unsealed))
	crc = crc32.Update(crc, crc32.IEEETable, data[end:])
	return data[at:end], FormatSum(crc)
}
