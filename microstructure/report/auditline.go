package report

import (
	"github.com/tickbook/tickbook/microstructure/audit"
)

// AuditLine is an audit's result in a line for every report, with the sources
// of merged trades, which have other counts, and the accepted findings; nil is
// no audit.
func AuditLine(a *audit.Audit) string {
	if a == nil {
		return "audit: none"
	}
	line := a.Summary()
	for _, f := range a.Findings {
		if f.Check == audit.CheckAggregated {
			line += "; " + f.Source + ": " + f.Message
		}
	}
	for _, f := range a.Accepted {
		line += "; accepted: " + f.Name() + ": " + f.Reason
	}
	return line
}
