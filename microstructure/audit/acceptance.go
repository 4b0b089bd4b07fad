package audit

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// An Acceptance records that somebody has looked into a finding and that the
// data are right as they are. It holds only for the data that it was given for.
type Acceptance struct {
	Symbol   string   `json:"symbol"`
	Finding  string   `json:"finding"` // its Name
	Source   string   `json:"source"`
	Other    string   `json:"other,omitempty"`
	Date     string   `json:"date,omitempty"`
	Severity Severity `json:"severity"`
	Message  string   `json:"message"` // what was accepted, in words
	Data     string   `json:"data"`    // identifies the rows; see Day.Content
	Reason   string   `json:"reason"`
}

// Accepted is a finding that does not count, with the reason.
type Accepted struct {
	Finding
	Reason string `json:"reason"`
}

// String is the finding in one line with the reason.
func (a Accepted) String() string {
	return fmt.Sprintf("accepted %s (%s)", a.Finding, a.Reason)
}

// AcceptedReasons are the findings that were accepted, as "NAME: reason".
func (a *Audit) AcceptedReasons() (out []string) {
	for _, f := range a.Accepted {
		out = append(out, f.Name()+": "+f.Reason)
	}
	return out
}

// Accept moves findings from Findings to Accepted. An acceptance that was given
// for other data, or for a milder finding, reopens the finding; one without a
// finding is a note. Acceptances of other symbols, and of sources and days that
// were not audited, are ignored.
func (a *Audit) Accept(list []Acceptance) {
	for _, c := range list {
		if c.Symbol != a.Symbol || a.sourceNamed(c.Source) == nil || c.Other != "" && a.sourceNamed(c.Other) == nil {
			continue
		}
		if c.Date != "" && !a.span.Has(c.Date) {
			continue
		}
		answered := c.Date == "" && a.span != dataset.Span{} // a part of the days says nothing about all of them
		for i := range a.Accepted {
			if f := &a.Accepted[i]; f.Name() == c.Finding && a.fingerprint(&f.Finding) == c.Data {
				f.Reason, answered = c.Reason, true
			}
		}
		a.Findings = slices.DeleteFunc(a.Findings, func(f Finding) bool {
			if f.Err != nil { // what would be found there is unknown
				answered = answered || f.Source == c.Source && f.Date == c.Date
				return false
			}
			if f.Name() != c.Finding || f.Severity == Note {
				return false
			}
			answered = true
			if f.Severity > c.Severity || a.fingerprint(&f) != c.Data {
				return false
			}
			a.Accepted = append(a.Accepted, Accepted{f, c.Reason})
			return true
		})
		for i := range a.Findings {
			if f := &a.Findings[i]; f.Name() == c.Finding && f.Severity > Note {
				f.Reopened = reopened(f, &c)
			}
		}
		if !answered {
			a.Findings = append(a.Findings, Finding{Severity: Note, Check: CheckAcceptance, Source: c.Source, Other: c.Other, Date: c.Date,
				Message: fmt.Sprintf("%s was accepted (%s) and is not found any more", c.Finding, c.Reason)})
		}
	}
	sortFindings(a.Findings)
	slices.SortStableFunc(a.Accepted, func(x, y Accepted) int { return compareFindings(x.Finding, y.Finding) })
}

func reopened(f *Finding, c *Acceptance) string {
	if f.Severity > c.Severity {
		return fmt.Sprintf("it was accepted as %s %s (%s)", article(c.Severity), c.Severity, c.Reason)
	}
	return fmt.Sprintf("it was accepted for other data (%s)", c.Reason)
}

func article(s Severity) string {
	if s == Error {
		return "an"
	}
	return "a"
}

// Acceptances returns acceptances of the named findings, for a reason of one
// line. A name may leave out a part. Without the source, as in
// price:2025-11-03, it stands for the errors and warnings of the check on that
// day at all sources; without the check or the date it must be unambiguous.
func (a *Audit) Acceptances(names []string, reason string) ([]Acceptance, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" || strings.ContainsFunc(reason, unicode.IsControl) {
		return nil, errors.New("give the reason in one line: why are the data right as they are?")
	}
	var out []Acceptance
	for _, name := range names {
		found, err := a.named(name)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			out = append(out, Acceptance{Symbol: a.Symbol, Finding: f.Name(), Source: f.Source, Other: f.Other, Date: f.Date,
				Severity: f.Severity, Message: f.Message, Data: a.fingerprint(f), Reason: reason})
		}
	}
	return out, nil
}

// named finds the findings that a possibly short name stands for, among those
// that can be accepted: the gravest of each full name.
func (a *Audit) named(name string) ([]*Finding, error) {
	all := slices.Clone(a.Findings)
	for _, f := range a.Accepted {
		all = append(all, f.Finding)
	}
	sortFindings(all) // the gravest of a name comes first
	var found []*Finding
	var unfit *Finding
	parts := strings.Split(name, ":")
	for i := range all {
		switch f := &all[i]; {
		case !isSubsequence(parts, f.nameParts()):
		case f.Err != nil || f.Severity == Note:
			unfit = f
		case !slices.ContainsFunc(found, func(o *Finding) bool { return o.Name() == f.Name() }):
			found = append(found, f)
		}
	}
	if i := slices.IndexFunc(found, func(f *Finding) bool { return f.Name() == name }); i >= 0 {
		return found[i : i+1], nil
	}
	switch {
	case len(found) > 0 && !slices.ContainsFunc(found, func(f *Finding) bool { return f.Check != found[0].Check || f.Date != found[0].Date }):
		return found, nil
	case len(found) > 0:
		return nil, fmt.Errorf("%q is the name of %s: %s", name, text.Plural(len(found), "finding"), list(found))
	case unfit != nil && unfit.Err != nil:
		return nil, fmt.Errorf("%s cannot be accepted, for the file cannot be read: %w", unfit.Name(), unfit.Err)
	case unfit != nil:
		return nil, fmt.Errorf("%s is a note, which needs no acceptance", unfit.Name())
	}
	for i := range a.Findings {
		if f := &a.Findings[i]; f.Err == nil && f.Severity > Note {
			found = append(found, f)
		}
	}
	return nil, fmt.Errorf("no finding is called %q; those that can be accepted are %s", name, list(found))
}

// list names findings, each once, up to twenty.
func list(findings []*Finding) string {
	const most = 20
	var names []string
	for _, f := range findings {
		if name := f.Name(); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if n := len(names) - most; n > 0 {
		names = append(names[:most], fmt.Sprintf("%d more", n))
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

func isSubsequence(parts, of []string) bool {
	for _, p := range of {
		if len(parts) > 0 && parts[0] == p {
			parts = parts[1:]
		}
	}
	return len(parts) == 0
}

// fingerprint identifies the rows that a finding is about: those of its source,
// and of the other one, on its day or on all days that have a file.
func (a *Audit) fingerprint(f *Finding) string {
	names := []string{f.Source}
	if f.Other != "" {
		names = []string{min(f.Source, f.Other), max(f.Source, f.Other)}
	}
	h := sha256.New()
	for _, name := range names {
		s := a.sourceNamed(name)
		if s == nil {
			continue
		}
		for k := range s.Days {
			d := &s.Days[k]
			if f.Date != "" && d.Date != f.Date || !d.Exists {
				continue
			}
			if f.Date != "" && len(names) == 1 && d.Content != "" {
				return d.Content
			}
			fmt.Fprintf(h, "%s %s %s\n", name, d.Date, d.Content)
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil)[:8])
}

// sourceNamed is the source of a name, nil if it was not audited.
func (a *Audit) sourceNamed(name string) *Source {
	i := slices.IndexFunc(a.Sources, func(s Source) bool { return s.Name == name })
	if i < 0 {
		return nil
	}
	return &a.Sources[i]
}
