package ingest

import (
	"bytes"
	"fmt"
	"io"
)

// lineReader cuts a stream into lines without copying them.
type lineReader struct {
	r        io.Reader
	buf      []byte
	pos, end int   // the bytes not yet handed out
	number   int64 // of the line handed out last, from 1
	longest  int
	err      error // what r ended with
}

// readBytes is how much is read at a time; it fits the second-level cache.
const readBytes = 256 << 10

func newLineReader(r io.Reader, longest int) *lineReader {
	return &lineReader{r: r, buf: make([]byte, max(readBytes, 2*longest)), longest: longest}
}

// next returns the next line without its line feed. The
// bytes are valid until the call after. It returns io.EOF after the last line.
func (l *lineReader) next() ([]byte, error) {
	for {
		if n := bytes.IndexByte(l.buf[l.pos:l.end], '\n'); n >= 0 {
			line := l.buf[l.pos : l.pos+n]
			l.pos += n + 1
			return l.finish(line)
		}
		if l.end-l.pos > l.longest {
			return l.finish(l.buf[l.pos:l.end])
		}
		if l.err != nil {
			if l.err == io.EOF && l.pos < l.end {
				line := l.buf[l.pos:l.end]
				l.pos = l.end
				return l.finish(line)
			}
			return nil, l.err
		}
		l.fill()
	}
}

func (l *lineReader) finish(line []byte) ([]byte, error) {
	l.number++
	if len(line) > l.longest {
		return line, fmt.Errorf("%w: the line is longer than %d bytes", ErrLimit, l.longest)
	}
	if n := len(line); n > 0 && line[n-1] == '\r' {
		return line, fmt.Errorf("%w: the line ends in CR LF; download the archive again, or convert its line ends", ErrEdited)
	}
	if l.number == 1 && bytes.HasPrefix(line, byteOrderMark) {
		return line, fmt.Errorf("%w: it begins with a byte order mark; download the archive again, or remove the mark", ErrEdited)
	}
	return line, nil
}

var byteOrderMark = []byte("\xef\xbb\xbf")

func (l *lineReader) fill() {
	l.end = copy(l.buf, l.buf[l.pos:l.end])
	l.pos = 0
	for empty := 0; l.end < len(l.buf) && l.err == nil; {
		n, err := l.r.Read(l.buf[l.end:])
		l.end += n
		l.err = err
		if n == 0 && err == nil {
			if empty++; empty > 100 {
				l.err = io.ErrNoProgress
			}
		}
	}
}
