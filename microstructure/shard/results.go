package shard

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// ResultsExtension is that of the files in which lines of results are kept, one
// file per process or part.
const ResultsExtension = ".jsonl"

// ErrNoResults: a folder has no files of results.
var ErrNoResults = errors.New("no lines of results")

// longestResult is the longest line of results that is read, in bytes.
const longestResult = 1 << 20

// A Shard is a file of lines.
type Shard struct {
	Name  string // of the file, without its extension
	Tally Tally  // of its keys, each counted once
	Last  time.Time
}

// Results are the lines of all files in a folder.
type Results struct {
	Shards []Shard // by name
	// Lines has a line per key: the last one of its file and, of several files,
	// one without an error if there is one.
	Lines map[string]Line
	// Problems are lines that cannot be read, and keys that two files give
	// different digests. A last line that has no end is no problem: it is being
	// written, or its process was killed.
	Problems []string
}

// ReadResults reads the files of a folder.
func ReadResults(dir string) (*Results, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	r := &Results{Lines: map[string]Line{}}
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ResultsExtension)
		if !ok || e.IsDir() || strings.HasPrefix(name, ".") {
			continue
		}
		if err := r.add(dir, name); err != nil {
			return nil, err
		}
	}
	if len(r.Shards) == 0 {
		return nil, fmt.Errorf("%s: %w: keep the standard output of each process in a file NAME%s there", dir, ErrNoResults, ResultsExtension)
	}
	return r, nil
}

// add reads a file.
func (r *Results) add(dir, name string) error {
	path := filepath.Join(dir, name+ResultsExtension)
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return nil
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	lines, problems, err := parseLines(file, path)
	if err != nil {
		return err
	}
	r.Problems = append(r.Problems, problems...)
	s := Shard{Name: name, Last: info.ModTime()}
	for key, l := range lines {
		s.Tally.count(l)
		before, there := r.Lines[key]
		switch {
		case !there || before.Error != "":
			r.Lines[key] = l
		case l.Error == "" && l.Digest != before.Digest:
			r.Problems = append(r.Problems, fmt.Sprintf("%s has the digest %s in one file and %s in %s: were the parts given the same data and the same version of the program?", key, before.Digest, l.Digest, path))
		}
	}
	r.Shards = append(r.Shards, s)
	slices.Sort(r.Problems)
	return nil
}

// parseLines returns the last line of each key.
func parseLines(from io.Reader, path string) (lines map[string]Line, problems []string, err error) {
	in := bufio.NewReaderSize(from, longestResult)
	lines = map[string]Line{}
	for row := 1; ; row++ {
		text, err := in.ReadSlice('\n')
		if err == io.EOF {
			return lines, problems, nil
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			return nil, nil, fmt.Errorf("%s, row %d: the line is longer than %d bytes; it is no line of results", path, row, longestResult)
		}
		if err != nil {
			return nil, nil, err
		}
		var l Line
		if text = bytes.TrimSpace(text); len(text) == 0 {
			continue
		}
		if err := json.Unmarshal(text, &l); err != nil || l.Key == "" {
			problems = append(problems, fmt.Sprintf("%s, row %d: %.60q is no line of results", path, row, text))
			continue
		}
		lines[l.Key] = l
	}
}

// Failed are the lines of keys that failed, by key.
func (r *Results) Failed() []Line {
	var failed []Line
	for _, l := range r.Lines {
		if l.Error != "" {
			failed = append(failed, l)
		}
	}
	slices.SortFunc(failed, func(a, b Line) int { return strings.Compare(a.Key, b.Key) })
	return failed
}

// Left are the keys of a list that have no line without an error.
func (r *Results) Left(keys []string) []string {
	var left []string
	for _, key := range keys {
		if l, ok := r.Lines[key]; !ok || l.Error != "" {
			left = append(left, key)
		}
	}
	return left
}

// Sums are totals over the keys.
type Sums struct {
	Tally   Tally
	Rows    int64
	Seconds float64 // of work, by all processes
}

// Sums adds the keys up.
func (r *Results) Sums() Sums {
	var s Sums
	var seconds []float64
	for _, l := range r.Lines {
		s.Tally.count(l)
		if l.Error == "" {
			s.Rows += l.Rows
			seconds = append(seconds, l.Seconds)
		}
	}
	slices.Sort(seconds) // the same sum at any order of the map
	for _, v := range seconds {
		if v >= 0 && !math.IsInf(v, 0) {
			s.Seconds += v
		}
	}
	return s
}

// Lagging are the shards with less than half as many keys as the median of all,
// the furthest behind first. Parts have as many keys, or one more: such a shard
// began late, is slow, or has stopped.
func (r *Results) Lagging() []Shard {
	if len(r.Shards) == 0 {
		return nil
	}
	byKeys := slices.Clone(r.Shards)
	slices.SortStableFunc(byKeys, func(a, b Shard) int { return a.Tally.All() - b.Tally.All() })
	median := byKeys[len(byKeys)/2].Tally.All()
	n := 0
	for n < len(byKeys) && 2*byKeys[n].Tally.All() < median {
		n++
	}
	return byKeys[:n]
}

// Newest is when the last line was written, by the clock of the file system.
func (r *Results) Newest() time.Time {
	var newest time.Time
	for _, s := range r.Shards {
		if s.Last.After(newest) {
			newest = s.Last
		}
	}
	return newest
}
