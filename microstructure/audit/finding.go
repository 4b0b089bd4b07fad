package audit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// The checks.
const (
	CheckReadable   = "readable"      // the file cannot be read
	CheckMissingDay = "missing day"   // other sources, or days around it, have a file
	CheckAltered    = "altered"       // the file has other rows than its import wrote
	CheckProvenance = "provenance"    // the metadata of its import cannot be read
	CheckRows       = "rows"          // none, or few for the source
	CheckGap        = "gap"           // minutes without a trade
	CheckThinBars   = "thin bars"     // bars with no or one trade
	CheckCoverage   = "coverage"      // the archives cover the day in part
	CheckIDs        = "ids"           // missing
	CheckDuplicates = "duplicates"    // equal rows, or rows skipped at import
	CheckLeftOut    = "left out"      // rows that are not trades
	CheckOrder      = "order"         // rows that the import moved or sorted
	CheckAggregated = "aggregated"    // merged trades
	CheckColumns    = "columns"       // unknown columns in the archives
	CheckSymbols    = "symbols"       // files name several
	CheckContract   = "contract size" // quote quantity is not price × quantity
	CheckPrice      = "price"         // far from the running median: moves and stray prints
	CheckBuyShare   = "buy share"     // far from one half
	CheckSide       = "side"          // looks inverted
	CheckCommonBars = "common bars"   // two sources have few in common
	CheckDifference = "difference"    // prices of two sources
	CheckCopied     = "copied"        // a day has the trades of another, or of another source
	CheckLag        = "lag"           // one source trails another
	CheckUnrelated  = "unrelated"     // a source moves with no other
	CheckTradeSize  = "trade size"    // one source's trades are far larger than another's
	CheckChecksums  = "checksums"     // the pages of files have none
	CheckAcceptance = "acceptance"    // of a finding that no longer exists
)

// A Finding is a fact about the data that a reader should know.
type Finding struct {
	Severity Severity `json:"severity"`
	Check    string   `json:"check"` // one of the Check constants
	Source   string   `json:"source"`
	Other    string   `json:"other,omitempty"` // the second source, if it is about two
	Date     string   `json:"date,omitempty"`  // YYYY-MM-DD; empty if it is about all days
	Message  string   `json:"message"`
	Figure   string   `json:"figure,omitempty"` // short form of the message for this day
	// Reopened is the reason why an acceptance does not hold; empty if there is
	// none.
	Reopened string `json:"reopened,omitempty"`
	Err      error  `json:"-"` // the reader's error, if it is about an unreadable file
}

// Name is check:source:date, such as
//
//	price:binance_futures:2025-11-03
//	contract-size:okx_futures
//	difference:binance_futures+okx_futures:2025-11-03
//
// It depends on the subject of the finding, not on the figures, and not on the
// order of the sources.
func (f Finding) Name() string {
	return strings.Join(f.nameParts(), ":")
}

func (f Finding) nameParts() []string {
	source := f.Source
	if f.Other != "" {
		source = min(f.Source, f.Other) + "+" + max(f.Source, f.Other)
	}
	parts := []string{strings.ReplaceAll(f.Check, " ", "-"), source}
	if f.Date != "" {
		parts = append(parts, f.Date)
	}
	return parts
}

// String is the finding in one line.
func (f Finding) String() string {
	return f.Severity.String() + ": " + f.Name() + ": " + f.Text()
}

// Text is the message and, if any, the reason why an acceptance does not hold.
func (f Finding) Text() string {
	if f.Reopened == "" {
		return f.Message
	}
	return f.Message + "; " + f.Reopened
}

// compareFindings sorts the gravest first.
func compareFindings(a, b Finding) int {
	return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Other, b.Other),
		cmp.Compare(a.Check, b.Check), cmp.Compare(a.Date, b.Date))
}

func sortFindings(list []Finding) {
	slices.SortStableFunc(list, compareFindings)
}

// Count is the number of findings of a severity.
func (a *Audit) Count(s Severity) (n int) {
	for i := range a.Findings {
		if a.Findings[i].Severity == s {
			n++
		}
	}
	return n
}

// Errors lists the error-level findings. One with a Date makes that day of its
// Source (and of Other, if any) unfit, one without all of their days.
func (a *Audit) Errors() []Finding {
	var out []Finding
	for _, f := range a.Findings {
		if f.Severity == Error {
			out = append(out, f)
		}
	}
	return out
}

// Summary is the result in one line, such as
//
//	audit: 0 errors, 2 warnings, 5 notes
//	audit: 0 errors, 2 warnings, 5 notes, 1 accepted
func (a *Audit) Summary() string {
	s := fmt.Sprintf("audit: %s, %s, %s", text.Plural(a.Count(Error), "error"), text.Plural(a.Count(Warning), "warning"), text.Plural(a.Count(Note), "note"))
	if n := len(a.Accepted); n > 0 {
		s += ", " + text.Count(n) + " accepted"
	}
	return s
}
