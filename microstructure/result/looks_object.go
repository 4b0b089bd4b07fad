package result

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/store"
)

const (
	maxRecord   = 64 << 20 // bytes of a record in an object store: some 100,000 looks
	maxRewrites = 30       // attempts to add a look while others add theirs
)

// readObject reads a record in an object store, and the condition that it is
// still the same.
func readObject(path string) (text []byte, same store.Condition, err error) {
	text, version, err := store.ReadVersion(path, maxRecord)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, store.Condition{Absent: true}, nil
	}
	if err != nil {
		err = fmt.Errorf("%w: %w", ErrLooks, err)
	}
	return text, store.Condition{Version: version}, err
}

// changeObject appends the line of a look to a record in an object store,
// unless there is one already.
func changeObject(path string, l evidence.Look, line []byte, is func(evidence.Look) bool) (Record, error) {
	for attempt := range maxRewrites {
		text, same, err := readObject(path)
		if err != nil {
			return Record{}, err
		}
		r := parse(text, path)
		if slices.ContainsFunc(r.Looks, is) {
			return r, nil
		}
		if len(text) > 0 && !bytes.HasSuffix(text, []byte{'\n'}) {
			text = append(text, '\n')
		}
		err = store.WriteIf(path, append(text, line...), same)
		if err == nil {
			r.Looks = append(r.Looks, l)
			return r, nil
		}
		if !errors.Is(err, store.ErrChanged) {
			return r, fmt.Errorf("%w: %w", ErrLooks, err)
		}
		time.Sleep(rand.N(time.Duration(min(attempt+1, 10)) * 50 * time.Millisecond)) // so that those who collide part
	}
	return Record{}, fmt.Errorf("%w: %s: other processes changed it %d times while this one added a look; run again", ErrLooks, path, maxRewrites)
}
