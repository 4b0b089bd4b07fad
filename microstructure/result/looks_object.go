package result

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/store"
)

// maxRecord bounds a record in an object store, in bytes: some 100,000 looks.
const maxRecord = 64 << 20

// readObject reads a record in an object store.
func readObject(path string) ([]byte, error) {
	text, err := store.ReadFile(path, maxRecord)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %w", ErrLooks, err)
	}
	return text, nil
}

// changeObject appends the line of a look to a record in an object store,
// unless there is one already.
func changeObject(path string, l evidence.Look, line []byte, is func(evidence.Look) bool) (r Record, err error) {
	err = store.Rewrite(path, maxRecord, func(text []byte) ([]byte, error) {
		if r = parse(text, path); slices.ContainsFunc(r.Looks, is) {
			return nil, nil
		}
		r.Looks = append(r.Looks, l)
		if len(text) > 0 && !bytes.HasSuffix(text, []byte{'\n'}) {
			text = append(text, '\n')
		}
		return append(text, line...), nil
	})
	if err != nil {
		return Record{}, fmt.Errorf("%w: %w", ErrLooks, err)
	}
	return r, nil
}
