package ingest

import (
	"bytes"

	"github.com/tickbook/tickbook/microstructure"
)

// A sideCache remembers the few texts for sides that occur.
type sideCache [16]struct {
	text []byte
	side microstructure.Side
}

// of is the side of a text, or 0.
func (s *sideCache) of(text []byte, known map[string]microstructure.Side) microstructure.Side {
	if len(text) == 0 {
		return 0
	}
	e := &s[text[0]&15]
	if bytes.Equal(e.text, text) {
		return e.side
	}
	side := known[string(bytes.ToLower(text))]
	if side != 0 {
		e.text, e.side = bytes.Clone(text), side
	}
	return side
}
