package shard

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
)

// longestLine of a list of keys, in bytes.
const longestLine = 4096

// Read reads a list of keys, one per line, and returns them sorted, each once.
// Empty lines are skipped. check is given each key; the first that it refuses
// ends the reading, with an error that names the list and the row.
func Read(list io.Reader, name string, check func(key string) error) ([]string, error) {
	if list == nil || check == nil {
		return nil, fmt.Errorf("%s: there is no list, or no check of its keys", name)
	}
	lines := bufio.NewScanner(list)
	lines.Buffer(nil, longestLine)
	var keys []string
	row := 1
	for ; lines.Scan(); row++ {
		line := lines.Bytes()
		if row == 1 {
			line = bytes.TrimPrefix(line, []byte("\uFEFF"))
		}
		key := string(bytes.TrimSpace(line))
		if key == "" {
			continue
		}
		if err := check(key); err != nil {
			return nil, fmt.Errorf("%s, row %d: %w", name, row, err)
		}
		keys = append(keys, key)
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return nil, fmt.Errorf("%s, row %d: the line is longer than %d bytes; write one key per line", name, row, longestLine)
	} else if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	slices.Sort(keys)
	return slices.Compact(keys), nil
}
