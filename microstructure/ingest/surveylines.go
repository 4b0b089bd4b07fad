package ingest

import (
	"context"
	"encoding/binary"
	"io"
	"math/bits"
)

// restOfTimes reads the times of the lines that are left, as scan does, but
// nothing else of them.
func (r *textReader) restOfTimes(ctx context.Context, field int, seen *span) error {
	var notes timeNotes
	t := r.table
	quick := newQuickTimes(r, field)
	for n := 1; ; n++ {
		if quick.read(t.lines, seen); n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		line, err := t.lines.next()
		switch {
		case err == io.EOF:
			return ctx.Err()
		case err == errLongLine, len(line) == 0 && err == nil:
			continue
		case err != nil:
			e := t.lineError(line, err)
			e.Archive, e.Member = t.name, t.member()
			return e
		}
		if text := r.field(line, field); text != nil {
			seen.add(notes.textTime(text))
		}
	}
}

// field is a field of a line, or nil if cut would find the line damaged.
func (r *textReader) field(line []byte, field int) []byte {
	from, to, ends, i := 0, 0, 0, 0
	end := func(at int) {
		switch ends++; ends {
		case field:
			from = at + 1
		case field + 1:
			to = at
		}
	}
	quoted := uint64(0)
	for ; i+8 <= len(line) && ends < r.most; i += 8 {
		w := binary.LittleEndian.Uint64(line[i:])
		quoted |= zeroBytes(w ^ eightQuotes)
		for m := zeroBytes(w ^ r.commas); m != 0; m &= m - 1 {
			end(i + bits.TrailingZeros64(m)/8)
		}
	}
	for ; i < len(line) && ends < r.most; i++ {
		switch line[i] {
		case r.table.comma:
			end(i)
		case '"':
			quoted = 1
		}
	}
	if i == len(line) && ends == len(r.table.names)-1 {
		end(i)
	}
	if quoted == 0 && ends >= r.most {
		return trimmed(line[from:to])
	}
	r.row = 0
	if r.cut(line) != nil {
		return nil
	}
	for _, w := range r.wanted {
		if w.field == field {
			return r.texts[w.column][0]
		}
	}
	return nil
}
