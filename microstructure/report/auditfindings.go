package report

import (
	"fmt"
	"runtime"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/internal/version"
	"github.com/tickbook/tickbook/microstructure/table"
)

// AuditFindings lists the findings, the gravest first. Those of one check and
// source on several days take one row, with the message of the first day and
// the figure of each other; limit bounds the rows, 0 and less do not.
func AuditFindings(a *audit.Audit, limit int) table.Table {
	t := table.New("Findings", "severity", "check", "source", "day", "finding")
	groups, note := limitedGroups(a, limit)
	t.Note = note
	for _, g := range groups {
		f := g[0]
		source, day := f.Source, f.Date
		if f.Other != "" {
			source += ", " + f.Other
		}
		if day == "" {
			day = text.Missing
		}
		t.Add(f.Severity.String(), f.Check, source, day+others(g), f.Text()+figures(g))
	}
	return t
}

// AuditLines are AuditFindings with one line each, such as
//
//	error: readable:okx_futures:2025-11-02: the file is empty (0 bytes)
//
// with the name by which the finding of the first day can be accepted. Those
// that were accepted follow.
func AuditLines(a *audit.Audit, limit int) (lines []string) {
	groups, note := limitedGroups(a, limit)
	for _, g := range groups {
		f := g[0]
		lines = append(lines, fmt.Sprintf("%s: %s%s: %s%s", f.Severity, f.Name(), others(g), f.Text(), figures(g)))
	}
	if note != "" {
		lines = append(lines, note)
	}
	for _, f := range a.Accepted {
		lines = append(lines, f.String())
	}
	return lines
}

// limitedGroups are the groups of the findings, and a note about those left out
// by the limit, or that there are none.
func limitedGroups(a *audit.Audit, limit int) (groups [][]audit.Finding, note string) {
	groups = groupFindings(a.Findings)
	switch left := len(groups) - limit; {
	case len(groups) == 0:
		note = "None."
	case limit > 0 && left == 1:
		note = "1 more row is left out."
	case limit > 0 && left > 1:
		note = text.Count(left) + " more rows are left out."
	default:
		return groups, ""
	}
	return firstOf(groups, limit), note
}

// others describes how many days a group has besides its first.
func others(g []audit.Finding) string {
	if len(g) == 1 {
		return ""
	}
	return " and " + text.Plural(len(g)-1, "other")
}

// figures lists the figures of a group's other days, whose dates omit the year
// of the first.
func figures(g []audit.Finding) string {
	year, _, _ := strings.Cut(g[0].Date, "-")
	var b strings.Builder
	for _, f := range g[1:] {
		date := strings.TrimPrefix(f.Date, year+"-")
		fmt.Fprintf(&b, "; %s: %s", date, f.Figure)
	}
	return b.String()
}

// groupFindings groups findings that differ only in day and message, and have a
// figure for each day.
func groupFindings(list []audit.Finding) (groups [][]audit.Finding) {
	for _, f := range list {
		n := slices.IndexFunc(groups, func(g []audit.Finding) bool {
			return hasFigure(f) && hasFigure(g[0]) && g[0].Severity == f.Severity && g[0].Check == f.Check && g[0].Source == f.Source && g[0].Other == f.Other
		})
		if n < 0 {
			groups = append(groups, nil)
			n = len(groups) - 1
		}
		groups[n] = append(groups[n], f)
	}
	return groups
}

// hasFigure reports whether a finding's figure can replace its message beside
// that of another day.
func hasFigure(f audit.Finding) bool { return f.Figure != "" && f.Reopened == "" }

// AuditVerdict states what the findings mean for a study.
func AuditVerdict(a *audit.Audit) string {
	errors := a.Errors()
	if len(errors) == 0 {
		if slices.ContainsFunc(a.Accepted, func(f audit.Accepted) bool { return f.Severity == audit.Error }) {
			return "No day is unfit for a study, given that errors were accepted for the reasons above."
		}
		if a.Count(audit.Warning) == 0 {
			return "Nothing here speaks against a study of these data."
		}
		return "No day is unfit for a study. Look at the warnings before trusting one."
	}
	var sources []string
	for _, f := range errors {
		for _, name := range []string{f.Source, f.Other} {
			if name != "" && !slices.Contains(sources, name) {
				sources = append(sources, name)
			}
		}
	}
	return fmt.Sprintf("Data of %s are unfit for a study until the errors are mended.", strings.Join(sources, ", "))
}

// AuditOrigin lists the provenance of an audit.
func AuditOrigin(a *audit.Audit) table.Table {
	t := origin(a.Synthetic, a.Digest)
	for i := range a.Sources {
		s := &a.Sources[i]
		t.Add(s.Name, fmt.Sprintf("%s, %s, %s", text.Plural(s.Files, "day"), text.Plural(s.Rows, "trade"), text.Plural(s.Bars, "bar")))
	}
	t.Add("Go", runtime.Version()+" "+runtime.GOOS+"/"+runtime.GOARCH)
	t.Add("tickbook", version.String())
	return t
}
