package ingest

import (
	"os"
	"path/filepath"
	"time"
)

// An archive is an input file of Convert.
type archive struct {
	path      string
	file      *SurveyedFile // a user's own; nil for an exchange's archive
	rows      *rowTable     // the caller's, which are not in a file; or nil
	ordinal   int64         // place among all archives, in time order, from 1
	info      nameInfo
	startUS   int64 // what its date covers
	endUS     int64
	fromUS    int64 // the times that its rows may have: a day more on either side
	toUS      int64
	modified  time.Time
	checksum  string // the SHA-256 sum in the checksum file beside it, or empty
	sum       string // its SHA-256 sum; empty until it was read
	content   string // see Content; likewise
	backwards bool   // its rows, which have no order of their own, run backwards in time
	report    ArchiveReport
	bad       badDays
	failed    error

	begun      bool  // lastUS is known
	lastUS     int64 // time of the row before
	outOfOrder int64
	movedOut   int64
	scattered  bool // a row belonged to a day that seemed complete
}

// newArchive parses a file's name and notes its state.
func newArchive(path string, v *venue) (*archive, error) {
	a := &archive{path: path}
	a.report.Name = filepath.Base(path)
	if err := a.readName(v); err != nil {
		return a, err
	}
	stat, err := os.Stat(path)
	if err != nil {
		return a, fileError(a.report.Name, path, err)
	}
	a.report.Bytes, a.modified = stat.Size(), stat.ModTime()
	a.checksum, err = checksumBeside(path)
	return a, err
}

func (a *archive) readName(v *venue) error {
	var ok bool
	if a.info, ok = parseName(a.report.Name); !ok {
		return &Error{Archive: a.report.Name, Err: ErrName, Problem: "has no date in its name",
			Remedy: "keep the exchange's name, such as BTCUSDT-trades-2024-08-08.zip, or give --format if it is a file of your own"}
	}
	a.startUS = a.info.start.UnixMicro() + v.dayStartUS
	a.endUS = a.info.end.UnixMicro() + v.dayStartUS
	a.fromUS, a.toUS = a.startUS-dayUS, a.endUS+dayUS
	return nil
}

// unchanged is an error if the file was written to since newArchive.
func (a *archive) unchanged() error {
	if a.rows != nil {
		return nil
	}
	stat, err := os.Stat(a.path)
	if err != nil {
		return fileError(a.report.Name, a.path, err)
	}
	if stat.Size() != a.report.Bytes || !stat.ModTime().Equal(a.modified) {
		return &Error{Archive: a.report.Name, Problem: "the archive changed while it was read", Remedy: "run again when it is complete"}
	}
	return nil
}

// days are the UTC days that the archive's date covers in whole or in part,
// none without a date.
func (a *archive) days() (days []int64) {
	if a.endUS == 0 {
		return nil
	}
	for d := dayOf(a.startUS); d <= dayOf(a.endUS-1); d++ {
		days = append(days, d)
	}
	return days
}

// covers reports whether day is one of days.
func (a *archive) covers(day int64) bool {
	return day >= dayOf(a.startUS) && day <= dayOf(a.endUS-1)
}

// reaches reports whether rows of the archive may be of day.
func (a *archive) reaches(day int64) bool {
	return day >= dayOf(a.fromUS) && day <= dayOf(a.toUS-1)
}

// orderBits is the part of row.order that numbers the lines of one archive.
const orderBits = 40

// order is the place of a line among those of all archives. Files that run
// backwards count from their end.
func (a *archive) order(line int64) int64 {
	if a.backwards {
		line = 1<<orderBits - 1 - line
	}
	return a.ordinal<<orderBits | line
}

// line is the inverse of order.
func (a *archive) line(order int64) int64 {
	line := order & (1<<orderBits - 1)
	if a.backwards {
		line = 1<<orderBits - 1 - line
	}
	return line
}

// Span returns the time that an archive covers by its name at a source, in µs
// since the epoch: from startUS up to endUS. It may still hold rows of a
// neighbouring day.
func Span(source, path string) (startUS, endUS int64, err error) {
	v, err := venueOf(source)
	if err != nil {
		return 0, 0, err
	}
	a := &archive{report: ArchiveReport{Name: filepath.Base(path)}}
	err = a.readName(v)
	return a.startUS, a.endUS, err
}
