package microstructure

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxNameBytes leaves room for the rest of a file name: file systems allow 255
// bytes.
const maxNameBytes = 100

// punctuation may stand within names, as in BTC-USDT-SWAP.
const punctuation = "_-."

// CheckName reports why name cannot be the name of a symbol, source, label or
// instrument; what says which of them, for the error (ErrName).
//
// Names become folders, files and columns. They consist of letters and digits
// of any script, "_", "-" and ".", begin with a letter or digit, and do not end
// with ".". They have at most 100 bytes, and are not names that Windows
// reserves.
func CheckName(what, name string) error {
	problem := nameProblem(name)
	if problem == "" {
		return nil
	}
	if len(name) > maxNameBytes {
		name = name[:maxNameBytes] + "…"
	}
	return fmt.Errorf("%s %q %w: %s; use letters, digits, _, - and dots, as in BTC-USDT-SWAP", what, name, ErrName, problem)
}

func nameProblem(name string) string {
	switch {
	case name == "":
		return "it is empty"
	case len(name) > maxNameBytes:
		return fmt.Sprintf("it has %d bytes, more than %d", len(name), maxNameBytes)
	case !utf8.ValidString(name):
		return "it is not valid UTF-8"
	}
	for _, r := range name {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(punctuation, r) {
			return fmt.Sprintf("it contains %q", r)
		}
	}
	switch first, _ := utf8.DecodeRuneInString(name); {
	case strings.ContainsRune(punctuation, first):
		return fmt.Sprintf("it begins with %q", first)
	case strings.HasSuffix(name, "."):
		return "it ends with a dot"
	case isReserved(name):
		return "Windows reserves it for a device"
	}
	return ""
}

// isReserved reports whether name is a device on Windows, with any extension.
func isReserved(name string) bool {
	stem, _, _ := strings.Cut(strings.ToUpper(name), ".")
	switch stem {
	case "CON", "PRN", "AUX", "NUL":
		return true
	}
	return len(stem) == 4 && (stem[:3] == "COM" || stem[:3] == "LPT") && '0' <= stem[3] && stem[3] <= '9'
}

// CheckSources reports the first source whose name or label is invalid
// (ErrName), or repeats that of an earlier source. Names that differ in case
// only count as the same: on some systems they are one folder.
func CheckSources(sources []Source) error {
	names, labels := map[string]bool{}, map[string]bool{}
	for _, s := range sources {
		if err := CheckName("source", s.Name); err != nil {
			return err
		}
		if err := CheckName("label", s.Label); err != nil {
			return fmt.Errorf("source %q: %w", s.Name, err)
		}
		folder := strings.ToLower(s.Name)
		if names[folder] || labels[s.Label] {
			return fmt.Errorf("source %q with label %q: an earlier source has this name or label", s.Name, s.Label)
		}
		names[folder], labels[s.Label] = true, true
	}
	return nil
}
