package ingest

import (
	"bytes"
	"errors"
	"io"
)

// lineReader splits a stream into lines without copying them.
type lineReader struct {
	r        io.Reader
	buf      []byte
	pos, end int   // the bytes not yet handed out
	number   int64 // of the line handed out last, from 1
	longest  int   // bytes that a line may have
	rest     bool  // the next bytes are the rest of a line that was too long
	err      error // the error at the end of r
	fills    int   // how often the bytes in memory changed
}

// readBytes is the size of a read; it fits the second-level cache.
const readBytes = 256 << 10

var (
	errLongLine = errors.New("the line is too long")
	errUTF16    = errors.New("the text is in UTF-16")
)

func newLineReader(r io.Reader, longest int) *lineReader {
	return &lineReader{r: r, buf: make([]byte, max(readBytes, 2*longest)+markRoom), longest: longest}
}

// next returns the next line without its line break, LF or CR LF, and without a
// byte order mark before the first. The bytes are valid until the next call. It
// returns io.EOF after the last line, and errLongLine with the head of a line
// that is too long; the next call continues with the next line.
func (l *lineReader) next() ([]byte, error) {
	for {
		if n := bytes.IndexByte(l.buf[l.pos:l.end], '\n'); n >= 0 {
			line := l.buf[l.pos : l.pos+n]
			l.pos += n + 1
			if l.rest {
				l.rest = false
				continue
			}
			return l.finish(line)
		}
		if l.rest {
			l.pos = l.end
		} else if l.end-l.pos > l.longest+len("\r") {
			l.rest = true
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

// whole is where the last line ends that is in memory as a whole. Up to there,
// next leaves the lines before it valid.
func (l *lineReader) whole() int {
	return l.pos + bytes.LastIndexByte(l.buf[l.pos:l.end], '\n') + 1
}

func (l *lineReader) finish(line []byte) ([]byte, error) {
	l.number++
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	if l.number == 1 {
		if bytes.HasPrefix(line, []byte("\xff\xfe")) || bytes.HasPrefix(line, []byte("\xfe\xff")) {
			return line, errUTF16
		}
		line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
	}
	if len(line) > l.longest {
		return line[:l.longest], errLongLine
	}
	return line, nil
}

func (l *lineReader) fill() {
	l.end = copy(l.buf, l.buf[l.pos:l.end])
	l.pos = 0
	n, err := fillFrom(l.r, l.buf[l.end:len(l.buf)-markRoom])
	l.end, l.err = l.end+n, err
	l.fills++
}
