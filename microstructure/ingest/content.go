package ingest

import (
	"archive/zip"
	"context"
	"encoding/binary"
	"fmt"
	"os"
)

// Content identifies an archive's content, cheaply if its format includes a
// checksum: a zip by the CRC-32 and sizes of its directory, a gzip by its
// trailer. Anything else is read and identified by its SHA-256.
func Content(ctx context.Context, path string) (string, error) {
	if content := checked(path); content != "" {
		return content, nil
	}
	sum, err := digest(ctx, path)
	return plainContent(sum), err
}

// plainContent is the Content of a file whose format includes no checksum.
func plainContent(sha256 string) string { return "sha256=" + sha256 }

// checked is the Content of a file whose format includes a checksum, and empty
// for any other.
func checked(path string) string {
	f, size, err := openRegular(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	if z, err := zip.NewReader(f, size); err == nil {
		if m, err := onlyMember(z); err == nil {
			return fmt.Sprintf("zip crc32=%08x size=%d archived=%d", m.CRC32, m.UncompressedSize64, size)
		}
		return ""
	}
	if trailer, ok := gzipTrailer(f, size); ok {
		return fmt.Sprintf("gzip crc32=%08x size=%d archived=%d", uint32(trailer), trailer>>32, size)
	}
	return ""
}

// gzipTrailer is the CRC-32 and, above it, the size modulo 2³² of what a gzip
// file of one member inflates to.
func gzipTrailer(f *os.File, size int64) (uint64, bool) {
	var head [2]byte
	var tail [8]byte
	if size < 18 { // of header and trailer alone
		return 0, false
	}
	_, err1 := f.ReadAt(head[:], 0)
	_, err2 := f.ReadAt(tail[:], size-int64(len(tail)))
	return binary.LittleEndian.Uint64(tail[:]), err1 == nil && err2 == nil && head == [2]byte{0x1f, 0x8b}
}
