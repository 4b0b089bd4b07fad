package dataset

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"

	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
)

// A Fingerprint identifies a version of a day's file without reading all of it.
// The footer holds sizes, offsets and, as most programs write it, the extremes
// of all columns, so that other data give another fingerprint in practice.
// Fingerprints are compared with ==.
type Fingerprint struct {
	Size    int64
	MTimeNS int64             // modification time, ns since the Unix epoch
	Footer  [sha256.Size]byte // digest of the parquet footer; zero where there is none
}

// Fingerprint takes that of the file as it is now. If the file cannot be read,
// it has what is known of it all the same.
func (d Day) Fingerprint() (Fingerprint, error) {
	f, err := parquetio.Open(d.Path, nil, false)
	if err != nil {
		info, statErr := os.Stat(d.Path)
		if statErr != nil {
			return Fingerprint{}, statErr
		}
		return newFingerprint(info, [sha256.Size]byte{}), err
	}
	defer f.Close()
	return fingerprintOf(f), nil
}

// fingerprintOf is that of an open file when it was opened.
func fingerprintOf(f *parquetio.File) Fingerprint {
	return newFingerprint(f.Info, sha256.Sum256(f.Footer()))
}

func newFingerprint(info fs.FileInfo, footer [sha256.Size]byte) Fingerprint {
	return Fingerprint{Size: info.Size(), MTimeNS: info.ModTime().UnixNano(), Footer: footer}
}

// String describes the version. What is made from a file keeps it, and is
// made again when it differs.
func (f Fingerprint) String() string {
	return fmt.Sprintf("size=%d mtime_ns=%d footer_sha256=%x", f.Size, f.MTimeNS, f.Footer)
}

// unchanged is an error if an open file is not the version that was opened.
func unchanged(f *parquetio.File, was Fingerprint) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if newFingerprint(info, was.Footer) != was {
		return &FileError{Kind: ErrCorrupt, Path: f.Path, RowGroup: -1, Row: -1,
			Problem: "the file changed while it was read", Remedy: "run again when it is complete"}
	}
	return nil
}

// An Input is a file of trades that a result was made from.
type Input struct {
	Source      string
	Date        string // YYYY-MM-DD
	Fingerprint Fingerprint
}

// Digest is a SHA-256, in hexadecimal, over the name, size and footer of every
// file, in order. It does not depend on where and when the files were copied.
func Digest(inputs []Input) string {
	h := sha256.New()
	for _, i := range inputs {
		fmt.Fprintf(h, "%s/%s %d %x\n", i.Source, i.Date, i.Fingerprint.Size, i.Fingerprint.Footer)
	}
	return hex.EncodeToString(h.Sum(nil))
}
