package audit

import (
	"time"

	"github.com/tickbook/tickbook/microstructure/dataset"
)

// A file is one source's file of a day in the version that is audited. Its
// day's Path is empty if there is none.
type file struct {
	day         dataset.Day
	fingerprint dataset.Fingerprint
	taken       time.Time // when the fingerprint was taken
}

// newFile takes a file's fingerprint; errors are left to the reader.
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
