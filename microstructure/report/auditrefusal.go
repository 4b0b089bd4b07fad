package report

import (
	"errors"
	"fmt"
	"strings"

	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/dataset"
)

// AuditRefusal is the refusal of an audit of data and, where findings can be
// accepted, the command that does so. acceptedFile is empty for the default
// file.
func AuditRefusal(a *audit.Audit, data *dataset.Dataset, acceptedFile string) error {
	err := a.Refusal()
	if !errors.Is(err, audit.ErrUnfit) {
		return err
	}
	var flags string
	for _, f := range []struct{ name, value string }{{"from", data.Span.From}, {"to", data.Span.To}, {"accepted", acceptedFile}} {
		if f.value != "" {
			flags += " --" + f.name + " " + shellWord(f.value)
		}
	}
	return fmt.Errorf("%w\nMend the data, or accept what is right as it is, by the names above: tickbook audit --data %s --symbol %s%s --accept NAME --reason TEXT",
		err, shellWord(data.Dir), shellWord(a.Symbol), flags)
}

// shellWord quotes a word for a shell, if it needs to be.
func shellWord(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_./:=+,@%-", r)
	}
	if word != "" && strings.IndexFunc(word, func(r rune) bool { return !plain(r) }) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
