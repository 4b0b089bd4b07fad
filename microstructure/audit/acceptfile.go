package audit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/store"
)

const (
	acceptedName = "accepted.json"
	maxAccepted  = 4 << 20 // bytes of a file of acceptances
)

// AcceptedFile is the path of the acceptances of a symbol's findings:
// DIR/SYMBOL/accepted.json of the data directory, or the file that the
// configuration names.
func AcceptedFile(data *dataset.Dataset, config Config) string {
	if config.AcceptedFile != "" {
		return config.AcceptedFile
	}
	return store.Join(data.Dir, data.Symbol, acceptedName)
}

// ReadAcceptances reads a file of acceptances.
func ReadAcceptances(path string) ([]Acceptance, error) {
	data, err := store.ReadFile(path, maxAccepted)
	if err != nil {
		return nil, err
	}
	return parseAcceptances(path, data)
}

// parseAcceptances reads the content of a file of acceptances.
func parseAcceptances(path string, data []byte) ([]Acceptance, error) {
	var list []Acceptance
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&list); err != nil {
		return nil, fmt.Errorf("%s: line %d: %w; correct it, or remove the file and accept the findings again", path, lineOf(data, d, err), err)
	}
	if rest := bytes.TrimLeft(data[d.InputOffset():], " \t\r\n"); len(rest) > 0 {
		return nil, fmt.Errorf("%s: line %d: something follows the list; remove it", path, 1+bytes.Count(data[:len(data)-len(rest)], []byte("\n")))
	}
	for i := range list {
		if err := list[i].validate(); err != nil {
			return nil, fmt.Errorf("%s: entry %d, %q: %w", path, i+1, list[i].Finding, err)
		}
	}
	return list, nil
}

// lineOf is the line of a decoder's error.
func lineOf(data []byte, d *json.Decoder, err error) int {
	at := d.InputOffset()
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		at = syntax.Offset
	}
	if typ, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		at = typ.Offset
	}
	return 1 + bytes.Count(data[:min(at, int64(len(data)))], []byte("\n"))
}

func (c *Acceptance) validate() error {
	for _, f := range []struct{ name, value string }{
		{"symbol", c.Symbol}, {"finding", c.Finding}, {"source", c.Source}, {"data", c.Data}, {"reason", strings.TrimSpace(c.Reason)},
	} {
		if f.value == "" {
			return fmt.Errorf("%s is missing", f.name)
		}
	}
	check, _, _ := strings.Cut(c.Finding, ":")
	if about := (Finding{Check: check, Source: c.Source, Other: c.Other, Date: c.Date}); about.Name() != c.Finding {
		return fmt.Errorf("source, other and date are those of %s", about.Name())
	}
	return nil
}

// readAcceptances returns none if the file is the default one and does not
// exist.
func readAcceptances(data *dataset.Dataset, config Config) ([]Acceptance, error) {
	list, err := ReadAcceptances(AcceptedFile(data, config))
	if config.AcceptedFile == "" && errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return list, err
}

// WriteAcceptances adds acceptances to a file, which need not exist, in place
// of earlier ones of the same findings. In an object store those that another
// process adds at the same time stay.
func WriteAcceptances(path string, add []Acceptance) error {
	if path = store.Clean(path); store.IsRemote(path) {
		return store.Rewrite(path, maxAccepted, func(was []byte) ([]byte, error) {
			if was == nil {
				return acceptancesWith(nil, add)
			}
			list, err := parseAcceptances(path, was)
			if err != nil {
				return nil, err
			}
			return acceptancesWith(list, add)
		})
	}
	list, err := ReadAcceptances(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	data, err := acceptancesWith(list, add)
	if err != nil {
		return err
	}
	return store.Write(path, data)
}

// acceptancesWith is the content of a file of a list with some more.
func acceptancesWith(list, add []Acceptance) ([]byte, error) {
	for _, c := range add {
		at := len(list)
		for i := range list {
			if list[i].Symbol == c.Symbol && list[i].Finding == c.Finding {
				at = i
			}
		}
		if at == len(list) {
			list = append(list, c)
		}
		list[at] = c
	}
	if list == nil {
		list = []Acceptance{} // which reads as an empty list
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(list)
	return out.Bytes(), err
}
