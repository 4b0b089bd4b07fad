package ingest

import (
	"context"
	"encoding/binary"
	"io"
	"math"
	"math/bits"

	"github.com/tickbook/tickbook/microstructure/internal/parallel"
)

// partBytes is the least part of a file that is worth a goroutine.
const partBytes = 8 << 20

// restOfTimes reads the times of the lines that are left, as scan does, but
// nothing else of them: by several workers, if the file is large and not
// compressed.
func (s *SurveyedFile) restOfTimes(ctx context.Context, r *textReader, limits Limits, workers int, seen *span) error {
	o, at := r.table.opened, r.table.lines.place()
	parts := 1
	if o.plain != nil && o.size <= limits.MaxInflatedBytes {
		parts = max(1, min(workers, int((o.size-at)/partBytes)))
	}
	stop := func(part int) int64 {
		if part == parts-1 {
			return math.MaxInt64
		}
		return at + (o.size-at)/int64(parts)*int64(part+1)
	}
	spans, errs := make([]span, parts), make([]error, parts)
	parallel.For(parts, parts, func() func(part int) {
		return func(part int) {
			lines, from := r, int64(0)
			if part > 0 {
				lines, from = r.from(stop(part-1)), stop(part-1)-1
			}
			spans[part] = noSpan
			errs[part] = lines.times(ctx, s.at[roleTime], stop(part)-from, &spans[part])
		}
	})
	for _, part := range spans {
		seen.add(part.first)
		seen.add(part.last)
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// from is a reader of the lines of the same file that begin at a place or after
// it. They have no numbers.
func (r *textReader) from(place int64) *textReader {
	t := *r.table
	t.lines = newLineReader(io.NewSectionReader(t.opened.plain, place-1, math.MaxInt64-place), t.lines.longest)
	t.lines.number = 1    // what follows is not the file's first line
	_, _ = t.lines.next() // the end of the line before; an error comes again
	from := &textReader{table: &t, wanted: r.wanted, commas: r.commas, most: r.most}
	for range r.texts {
		from.texts = append(from.texts, make([][]byte, 1))
	}
	return from
}

// times reads the times of the lines that begin before a place.
func (r *textReader) times(ctx context.Context, field int, stop int64, seen *span) error {
	var notes timeNotes
	t := r.table
	for n := 1; t.lines.place() < stop; n++ {
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
		if n%(1<<16) == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return ctx.Err()
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
