package ingest

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"
)

// TestAheadReader reads what another reader gives, up to its error.
func TestAheadReader(t *testing.T) {
	all := make([]byte, aheadBytes*(aheadChunks+2)+17)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range all {
		all[i] = byte(random.Uint32())
	}
	bad := errors.New("bad")
	for _, size := range []int{0, 1, aheadBytes - 1, aheadBytes, aheadBytes + 1, len(all)} {
		for _, end := range []error{nil, bad, io.ErrUnexpectedEOF} {
			for name, wrap := range map[string]func(io.Reader) io.Reader{
				"whole": func(r io.Reader) io.Reader { return r }, "half": iotest.HalfReader, "with the error": iotest.DataErrReader,
			} {
				from := wrap(bytes.NewReader(all[:size]))
				if end != nil {
					from = io.MultiReader(from, iotest.ErrReader(end))
				}
				a := newAheadReader(from)
				got, err := io.ReadAll(iotest.HalfReader(a))
				if !bytes.Equal(got, all[:size]) || err != end {
					t.Errorf("%d bytes, %s, %v: %d bytes, %v", size, name, end, len(got), err)
				}
				if n, err := a.Read(make([]byte, 1)); n != 0 || err == nil {
					t.Errorf("%d bytes, %s: %d, %v after the end", size, name, n, err)
				}
				a.Close()
			}
		}
	}
}

// TestAheadReaderCloses stops before the end, also of what has none, or gives
// nothing.
func TestAheadReaderCloses(t *testing.T) {
	endless := readerFunc(func(p []byte) (int, error) { return len(p), nil })
	for _, read := range []int{0, 1, aheadBytes * (aheadChunks + 3)} {
		a := newAheadReader(endless)
		if _, err := io.ReadFull(a, make([]byte, read)); err != nil {
			t.Error(err)
		}
		a.Close()
	}
	a := newAheadReader(readerFunc(func([]byte) (int, error) { return 0, nil }))
	if _, err := io.ReadAll(a); err != io.ErrNoProgress {
		t.Error(err)
	}
	a.Close()
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
