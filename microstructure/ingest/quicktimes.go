package ingest

import "bytes"

// quickTimes reads the times of lines in which they are whole numbers, see
// quickParser.
type quickTimes struct {
	before int // separators before the time
	least  int // separators that a line has at least, unless it has all fields
	fields int // of a whole line
	comma  byte
	marks  quickMarks
	misses int // lines in a row that it could not read
}

func newQuickTimes(r *textReader, field int) *quickTimes {
	return &quickTimes{before: field, least: r.most, fields: len(r.table.names), comma: r.table.comma}
}

// read adds the times of the lines in memory, up to one that it cannot read.
func (q *quickTimes) read(l *lineReader, seen *span) {
	if q.misses >= mostMisses || l.rest {
		return
	}
	q.misses++
	for whole := q.marks.of(l); l.pos < whole; q.misses = 0 {
		v, next := q.time(l.buf, l.pos)
		if next < 0 || next-l.pos > l.longest {
			return
		}
		l.pos = next
		l.number++
		us, _ := microsOf(int64(v))
		seen.add(us)
	}
}

// time reads the time of the line that begins at buf[i], and returns where the
// next line begins. That is below 0 if the line is not plain. It ends in buf, of
// which the marks are.
func (q *quickTimes) time(buf []byte, i int) (v uint64, next int) {
	m := q.marks.from(i)
	for range q.before {
		var end int
		for end, m = m.next(); buf[end] != q.comma; end, m = m.next() {
			if c := buf[end]; c == '"' || c == '\n' {
				return 0, -1
			}
		}
		i = end + 1
	}
	end, m := m.next()
	v, after := whole(buf, i, end)
	if c := buf[end]; after == i || c != q.comma && c != '\n' && c != '\r' {
		return 0, -1
	}
	for separators := q.before; ; end, m = m.next() {
		switch buf[end] {
		case q.comma:
			if separators++; separators == q.least {
				rest := buf[end:][:bytes.IndexByte(buf[end:], '\n')]
				if bytes.IndexByte(rest, '"') >= 0 {
					return 0, -1
				}
				return v, end + len(rest) + 1
			}
		case '\r':
			if buf[end+1] != '\n' {
				return 0, -1
			}
		case '\n':
			if separators != q.fields-1 {
				return 0, -1
			}
			return v, end + 1
		case '"':
			return 0, -1
		}
	}
}
