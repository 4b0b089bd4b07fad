package audit

import (
	"time"

	"github.com/tickbook/tickbook/microstructure/dataset"
)

// A file is one source's trades of a day, and the version of it that is
// audited. Its day's Path is empty where there is none.
type file struct {
	day         dataset.Day
	fingerprint dataset.Fingerprint
	taken       time.Time // when the fingerprint was taken
}

// newFile looks at a file without judging it: whoever reads it says what is
// wrong.
func newFile(day dataset.Day) file {
	now := time.Now()
	f, _ := day.Fingerprint()
	return file{day, f, now}
}

// String describes the version of the file.
func (f *file) String() string {
	if f.day.Path == "" {
		return "none"
	}
	return f.fingerprint.String()
}

// unchanged reports whether the file is still the version that f describes, and
// will have another fingerprint when it no longer is.
func (f *file) unchanged() bool {
	if f.day.Path == "" {
		return true
	}
	now, err := f.day.Fingerprint()
	return err == nil && now == f.fingerprint && f.fingerprint.Settled(f.taken)
}
