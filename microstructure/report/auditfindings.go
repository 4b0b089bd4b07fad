package report

import (
	"fmt"
	"runtime"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure/audit"
)

// AuditFindings lists the findings, the gravest first. Those of one check and
// source on several days take one row, with the first of their messages; limit
// bounds the rows, 0 does not.
func AuditFindings(a *audit.Audit, limit int) Table {
	t := Table{Caption: "Findings", Header: []string{"severity", "check", "source", "day", "finding"}}
	groups := groupFindings(a.Findings)
	if len(groups) == 0 {
		t.Note = "None."
	}
	if limit > 0 && len(groups) > limit {
		if t.Note = fmt.Sprintf("%d more rows are left out.", len(groups)-limit); len(groups)-limit == 1 {
			t.Note = "1 more row is left out."
		}
		groups = groups[:limit]
	}
	for _, g := range groups {
		f := g[0]
		source, day := f.Source, f.Date
		if f.Other != "" {
			source += ", " + f.Other
		}
		if len(g) > 1 {
			day = fmt.Sprintf("%s and %s", day, plural(len(g)-1, "other"))
		}
		if day == "" {
			day = "–"
		}
		t.Rows = append(t.Rows, []string{f.Severity.String(), f.Check, source, day, f.Message})
	}
	return t
}

// AuditLines are AuditFindings in a line each, such as
//
//	error: okx_futures, 2025-11-02: readable: the file is empty (0 bytes)
//
// for places that cannot break the lines of a table.
func AuditLines(a *audit.Audit, limit int) (lines []string) {
	t := AuditFindings(a, limit)
	for _, row := range t.Rows {
		severity, check, source, day, message := row[0], row[1], row[2], row[3], row[4]
		if day == "–" {
			day = "all days"
		}
		lines = append(lines, fmt.Sprintf("%s: %s, %s: %s: %s", severity, source, day, check, message))
	}
	if t.Note != "" {
		lines = append(lines, t.Note)
	}
	return lines
}

// groupFindings puts findings together that differ in day and message only.
func groupFindings(list []audit.Finding) (groups [][]audit.Finding) {
	for _, f := range list {
		n := slices.IndexFunc(groups, func(g []audit.Finding) bool {
			return f.Date != "" && g[0].Date != "" && g[0].Severity == f.Severity && g[0].Check == f.Check && g[0].Source == f.Source && g[0].Other == f.Other
		})
		if n < 0 {
			groups = append(groups, nil)
			n = len(groups) - 1
		}
		groups[n] = append(groups[n], f)
	}
	return groups
}

// AuditVerdict says in words what the findings mean for a study.
func AuditVerdict(a *audit.Audit) string {
	errors := a.Errors()
	if len(errors) == 0 {
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

// AuditOrigin tells what an audit was made from, and with what.
func AuditOrigin(a *audit.Audit) Table {
	kind := "recorded"
	if a.Synthetic {
		kind = "synthetic"
	}
	t := Table{Header: []string{"item", "value"}, Rows: [][]string{{"data", kind}, {"digest of the input (SHA-256)", a.Digest}}}
	for i := range a.Sources {
		s := &a.Sources[i]
		t.Rows = append(t.Rows, []string{s.Name, fmt.Sprintf("%s, %s, %s", plural(s.Files, "day"), plural(s.Rows, "trade"), plural(s.Bars, "bar"))})
	}
	t.Rows = append(t.Rows,
		[]string{"Go", runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH},
		[]string{"tickbook", tickbookVersion()})
	return t
}
