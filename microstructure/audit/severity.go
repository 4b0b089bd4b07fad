package audit

import "fmt"

// A Severity says how much a finding matters.
type Severity int

// The severities, the mildest first.
const (
	Note    Severity = iota // worth knowing
	Warning                 // a study should know about it
	Error                   // unfit for a study
)

var severityNames = [...]string{"note", "warning", "error"}

func (s Severity) String() string {
	if s < Note || s > Error {
		return fmt.Sprintf("severity(%d)", int(s))
	}
	return severityNames[s]
}

// MarshalText writes note, warning or error.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (s *Severity) UnmarshalText(text []byte) error {
	for i, name := range severityNames {
		if name == string(text) {
			*s = Severity(i)
			return nil
		}
	}
	return fmt.Errorf("severity %q is none of note, warning and error", text)
}
