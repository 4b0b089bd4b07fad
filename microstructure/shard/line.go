package shard

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"sync"
	"time"
)

// A State says how a key's output came to be there.
type State string

const (
	Made State = "made" // it was written now
	Kept State = "kept" // it was there, of the same input
)

// A Line is the outcome of one key.
type Line struct {
	Key     string  `json:"key"`
	Rows    int64   `json:"rows"`
	Seconds float64 `json:"seconds"`
	Digest  string  `json:"digest"` // of the output's content, as sha256:HEX
	State   State   `json:"state"`
	Error   string  `json:"error"` // what is wrong with the data; nothing else is set then
}

// MarshalJSON writes the key and the error of a key that failed, and else all
// but the error.
func (l Line) MarshalJSON() ([]byte, error) {
	if l.Error != "" {
		return marshal(struct {
			Key   string `json:"key"`
			Error string `json:"error"`
		}{l.Key, l.Error})
	}
	return marshal(struct {
		Key     string  `json:"key"`
		Rows    int64   `json:"rows"`
		Seconds float64 `json:"seconds"`
		Digest  string  `json:"digest"`
		State   State   `json:"state"`
	}{l.Key, l.Rows, l.Seconds, l.Digest, l.State})
}

// marshal leaves <, > and & as they are.
func marshal(v any) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), err
}

// Seconds is a duration in seconds, to a thousandth.
func Seconds(d time.Duration) float64 { return math.Round(d.Seconds()*1000) / 1000 }

// Lines writes a line per key and counts them. Its methods may be called
// concurrently.
type Lines struct {
	mu    sync.Mutex // guards what follows
	to    io.Writer
	tally Tally
}

// A Tally counts keys by their outcome.
type Tally struct{ Made, Kept, Failed int }

// All is the number of keys.
func (t Tally) All() int { return t.Made + t.Kept + t.Failed }

// NewLines writes to a writer that keeps nothing back: each line is one Write.
func NewLines(to io.Writer) *Lines { return &Lines{to: to} }

// Add writes a line.
func (w *Lines) Add(l Line) error {
	b, err := marshal(l)
	if err != nil {
		return err
	}
	if w == nil || w.to == nil {
		return errors.New("there is nothing to write lines to: use NewLines")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, err := w.to.Write(append(b, '\n')); err != nil {
		return err
	}
	w.tally.count(l)
	return nil
}

// count counts a line.
func (t *Tally) count(l Line) {
	switch {
	case l.Error != "":
		t.Failed++
	case l.State == Kept:
		t.Kept++
	default:
		t.Made++
	}
}

// Tally is that of the lines so far.
func (w *Lines) Tally() Tally {
	if w == nil {
		return Tally{}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.tally
}
