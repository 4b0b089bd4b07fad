package ingest

import (
	"errors"
	"fmt"
	"strings"
)

// Errors that callers can tell apart with errors.Is.
var (
	// ErrLimit: an archive is larger, or inflates further, than Limits allows.
	ErrLimit = errors.New("limit exceeded")
	// ErrMembers: a zip has no member, several, or one with a path in its name.
	ErrMembers = errors.New("not a zip of one plain file")
	// ErrHeader: a header lacks a column that is needed, or has it twice.
	ErrHeader = errors.New("unusable header")
	// ErrNoTrades: an archive is empty, has nothing but a header, or no row of the instrument.
	ErrNoTrades = errors.New("no trades")
	// ErrEdited: the text has marks that no exchange writes, so digits may have been lost as well.
	ErrEdited = errors.New("not as the exchange wrote it")
	// ErrContractSize: the size of a contract is not known.
	ErrContractSize = errors.New("unknown contract size")
	// ErrMismatch: an archive is of another instrument or kind than the others.
	ErrMismatch = errors.New("archive does not belong here")
	// ErrName: an archive's name lacks the date.
	ErrName = errors.New("archive name without a date")
)

// An Error says where an archive could not be read, and why.
type Error struct {
	Archive string // file name
	Member  string // name inside the zip, empty for others
	Line    int64  // counted from 1; 0 when the trouble is not in a line
	Column  string // empty when the trouble is not in one column
	Text    string // what was found there, shortened
	Problem string
	Err     error // one of the package's errors, or what a reader returned; may be nil
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Archive)
	if e.Member != "" {
		fmt.Fprintf(&b, " (%s)", e.Member)
	}
	if e.Line > 0 {
		fmt.Fprintf(&b, ", line %d", e.Line)
	}
	if e.Column != "" {
		fmt.Fprintf(&b, ", %s", e.Column)
	}
	b.WriteString(": ")
	if e.Text != "" {
		fmt.Fprintf(&b, "%q ", e.Text)
	}
	b.WriteString(e.Problem)
	return b.String()
}

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// shorten keeps the head of text that goes into an error.
func shorten(text []byte) string {
	const most = 200
	if len(text) > most {
		return string(text[:most]) + "…"
	}
	return string(text)
}
