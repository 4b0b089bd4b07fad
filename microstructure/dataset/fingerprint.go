package dataset

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"time"

	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
	"github.com/tickbook/tickbook/microstructure/store"
)

// A Fingerprint identifies a version of a day's file without reading all of it.
// Fingerprints are compared with ==.
//
// A program can write to a file and set its modification time back, but not its
// change time, and a file that takes the place of another has another inode.
// Windows has neither: there, a file of another program that is rewritten with
// the same size, time and footer counts as unchanged. The footer holds sizes,
// offsets and, as most programs write it, the extremes of all columns; that of
// a TradesWriter vouches for everything that is read.
type Fingerprint struct {
	Size    int64
	MTimeNS int64             // modification time, ns since the Unix epoch
	CTimeNS int64             // change time, likewise; 0 where the system has none
	Inode   uint64            // 0 where the system has none
	Footer  [sha256.Size]byte // digest of the parquet footer; zero where there is none
	Sealed  bool              // a TradesWriter wrote the footer: other trades have another
	Version string            // of an object in a store; empty for a file
}

// Fingerprint returns the fingerprint of the file as it is now. If the file
// cannot be read, it still has the fields that the file system reports.
func (d Day) Fingerprint() (Fingerprint, error) {
	f, err := parquetio.Open(d.Path, nil, false)
	if err != nil {
		info, statErr := store.Stat(d.Path)
		if statErr != nil {
			return Fingerprint{}, statErr
		}
		return newFingerprint(info), err
	}
	defer f.Close()
	return fingerprintOf(f), nil
}

// fingerprintOf returns the fingerprint of an open file as of its opening.
func fingerprintOf(f *parquetio.File) Fingerprint {
	p := newFingerprint(f.Info)
	p.Footer, p.Sealed = sha256.Sum256(f.Footer()), f.FooterSealed()
	return p
}

func newFingerprint(info fs.FileInfo) Fingerprint {
	p := Fingerprint{Size: info.Size(), MTimeNS: info.ModTime().UnixNano(), Version: store.VersionOf(info)}
	p.CTimeNS, p.Inode = changeTime(info)
	return p
}

// clockTick is the coarsest resolution of file times: two seconds on FAT,
// milliseconds elsewhere.
const clockTick = 2 * time.Second

// Settled reports whether any later change to the file would change its
// fingerprint, given the time at which f was taken. A file that was changed
// just before may change again within one tick of its file system's clock.
// Results made from a file that is not settled must not be cached.
func (f Fingerprint) Settled(at time.Time) bool {
	return f.Sealed || f.Version != "" || at.UnixNano()-cmp.Or(f.CTimeNS, f.MTimeNS) > int64(clockTick)
}

// String describes the version. Cached results carry it, and are rebuilt when
// it differs.
func (f Fingerprint) String() string {
	s := fmt.Sprintf("size=%d mtime_ns=%d ctime_ns=%d inode=%d footer_sha256=%x", f.Size, f.MTimeNS, f.CTimeNS, f.Inode, f.Footer)
	if f.Version != "" {
		s += fmt.Sprintf(" version=%q", f.Version)
	}
	return s
}

// now returns the fingerprint of an open file that had f when it was opened. It
// is an error if the file has been written to since.
func (f Fingerprint) now(file *parquetio.File) (Fingerprint, error) {
	info, err := file.Stat()
	if err != nil {
		return Fingerprint{}, err
	}
	p := newFingerprint(info)
	p.Footer, p.Sealed = f.Footer, f.Sealed
	if p.Size != f.Size || p.MTimeNS != f.MTimeNS {
		return p, &FileError{Kind: ErrCorrupt, Path: file.Path, RowGroup: -1, Row: -1,
			Problem: "the file changed while it was read", Remedy: "run again when it is complete"}
	}
	return p, nil
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
