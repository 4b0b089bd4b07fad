package ingest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/escape"
)

// Errors that callers can tell apart with errors.Is.
var (
	// ErrLimit: an archive is larger, inflates further or has a longer line
	// than Limits allows.
	ErrLimit = errors.New("limit exceeded")
	// ErrMembers: a zip has no member, several, or one with a path in its name.
	ErrMembers = errors.New("not a zip of one plain file")
	// ErrHeader: a header lacks a column that is needed, or has it twice.
	ErrHeader = errors.New("unusable header")
	// ErrNoTrades: an archive is empty, has nothing but a header, or no row of
	// the instrument.
	ErrNoTrades = errors.New("no trades")
	// ErrContractSize: the size of a contract is not known.
	ErrContractSize = errors.New("unknown contract size")
	// ErrMismatch: an archive is of another instrument or kind than the others.
	ErrMismatch = errors.New("archive does not belong here")
	// ErrName: an archive's name lacks the date.
	ErrName = errors.New("archive name without a date")
	// ErrChecksum: an archive does not match the checksum beside it, or has
	// none although Config.Strict requires one.
	ErrChecksum = errors.New("archive not verified")
	// ErrConflict: one id has two different trades.
	ErrConflict = errors.New("two trades of one id")
)

// An Error says where an archive could not be read, why, and how to fix it.
type Error struct {
	Archive string // file name
	Member  string // name inside the zip, empty for others
	Line    int64  // counted from 1; 0 if the problem is not in a line
	InRows  bool   // Line is a row of a file of columns, shown counted from 0
	Column  string // empty if the problem is not in one column
	Text    string // what was found there, shortened
	Problem string
	Remedy  string
	Err     error // one of the package's errors, or what a reader returned; may be nil
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(escape.Line(e.Archive))
	if e.Member != "" {
		fmt.Fprintf(&b, " (%s)", escape.Line(e.Member))
	}
	switch {
	case e.Line > 0 && e.InRows:
		fmt.Fprintf(&b, ", row %d", e.Line-1)
	case e.Line > 0:
		fmt.Fprintf(&b, ", line %d", e.Line)
	}
	if e.Column != "" {
		fmt.Fprintf(&b, ", %s", escape.Line(e.Column))
	}
	b.WriteString(": ")
	if e.Text != "" {
		fmt.Fprintf(&b, "%q ", e.Text)
	}
	b.WriteString(e.Problem)
	b.WriteString("; ")
	b.WriteString(e.Remedy)
	return b.String()
}

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// Remedies that several errors share.
const (
	downloadAgain = "download the archive again"
	mendLine      = "download the archive again or, if the exchange publishes it like this, unpack it, delete the line and import the CSV"
)

// Remedies for files of the user's own.
const (
	copyAgain = "copy or write the file again"
	mendRow   = "correct or remove the row, in a copy of the file"
)

// fileError describes an error that the file system returned about path.
func fileError(archive, path string, err error) *Error {
	shown := escape.Line(path)
	e := &Error{Archive: archive, Problem: err.Error(), Remedy: "try again, or copy the file to another disk", Err: err}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.Problem, e.Remedy = "there is no such file as "+shown, "check the path"
	case errors.Is(err, fs.ErrPermission):
		e.Problem, e.Remedy = "there is no permission to read it", "allow it for the folders above it, as with chmod u+x"
		if info, statErr := os.Stat(path); statErr == nil {
			e.Problem += fmt.Sprintf(", its permissions are %s", info.Mode().Perm())
			e.Remedy = "allow it, as with chmod u+r " + shown
			if info.IsDir() {
				e.Remedy = "allow it, as with chmod u+rx " + shown
			}
		}
	}
	return e
}

// shorten keeps the head of text that goes into an error.
func shorten(line []byte) string {
	const most = 200
	if len(line) > most {
		return string(line[:most]) + "…"
	}
	return string(line)
}

// firstLine is text up to its first line break.
func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// shortenTo is shorten for a name, of most bytes at most.
func shortenTo(text string, most int) string {
	if len(text) > most {
		return strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}
