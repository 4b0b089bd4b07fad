package ingest

import (
	"bufio"
	"encoding/binary"
	"io"
	"math"
	"os"

	"github.com/tickbook/tickbook/microstructure"
)

// A spill keeps sorted runs of rows in a temporary file.
type spill struct {
	file *os.File
	w    *bufio.Writer
	runs []int64 // rows in each
}

const spilledBytes = 5*8 + 1

func newSpill(dir string) (*spill, error) {
	f, err := os.CreateTemp(dir, "tickbook-sort-*")
	if err != nil {
		return nil, err
	}
	// An open file without a name goes away with the process, however it ends.
	// Where that cannot be done, close removes it.
	_ = os.Remove(f.Name())
	return &spill{file: f, w: bufio.NewWriterSize(f, 256<<10)}, nil
}

func (s *spill) close() {
	s.file.Close()
	_ = os.Remove(s.file.Name())
}

func (s *spill) add(rows []row) error {
	var b [spilledBytes]byte
	for i := range rows {
		r := &rows[i]
		binary.LittleEndian.PutUint64(b[0:], uint64(r.timeUS))
		binary.LittleEndian.PutUint64(b[8:], r.id)
		binary.LittleEndian.PutUint64(b[16:], math.Float64bits(r.price))
		binary.LittleEndian.PutUint64(b[24:], math.Float64bits(r.amount))
		binary.LittleEndian.PutUint64(b[32:], uint64(r.order))
		b[40] = byte(r.side)
		if _, err := s.w.Write(b[:]); err != nil {
			return err
		}
	}
	s.runs = append(s.runs, int64(len(rows)))
	return nil
}

// A cursor walks along one run.
type cursor struct {
	r    *bufio.Reader // nil for rows in memory
	rows []row
	left int64
	head row
}

// next moves to the next row; more is false at the end.
func (c *cursor) next() (more bool, err error) {
	if c.left == 0 {
		return false, nil
	}
	c.left--
	if c.r == nil {
		c.head, c.rows = c.rows[0], c.rows[1:]
		return true, nil
	}
	var b [spilledBytes]byte
	if _, err := io.ReadFull(c.r, b[:]); err != nil {
		return false, err
	}
	c.head = row{
		timeUS: int64(binary.LittleEndian.Uint64(b[0:])),
		id:     binary.LittleEndian.Uint64(b[8:]),
		price:  math.Float64frombits(binary.LittleEndian.Uint64(b[16:])),
		amount: math.Float64frombits(binary.LittleEndian.Uint64(b[24:])),
		order:  int64(binary.LittleEndian.Uint64(b[32:])),
		side:   microstructure.Side(b[40]),
	}
	return true, nil
}

// merge hands all runs and rows, which are sorted too, to emit in order, in
// slices that do not break up the rows of one instant.
func (s *spill) merge(rows []row, compare func(a, b row) int, emit func([]row) error) error {
	if err := s.w.Flush(); err != nil {
		return err
	}
	cursors := []*cursor{{rows: rows, left: int64(len(rows))}}
	var offset int64
	for _, n := range s.runs {
		section := io.NewSectionReader(s.file, offset, n*spilledBytes)
		cursors = append(cursors, &cursor{r: bufio.NewReaderSize(section, 64<<10), left: n})
		offset += n * spilledBytes
	}
	var h []*cursor // a heap, the earliest row first
	for _, c := range cursors {
		more, err := c.next()
		if err != nil {
			return err
		}
		if more {
			h = append(h, c)
		}
	}
	for i := len(h)/2 - 1; i >= 0; i-- {
		sink(h, i, compare)
	}
	var out []row
	for len(h) > 0 {
		head := h[0].head
		if n := len(out); n >= batchRows && out[n-1].timeUS != head.timeUS {
			if err := emit(out); err != nil {
				return err
			}
			out = out[:0]
		}
		out = append(out, head)
		more, err := h[0].next()
		if err != nil {
			return err
		}
		if !more {
			h[0] = h[len(h)-1]
			h = h[:len(h)-1]
		}
		sink(h, 0, compare)
	}
	return emit(out)
}

// sink restores the heap below i.
func sink(h []*cursor, i int, compare func(a, b row) int) {
	for {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(h); child++ {
			if compare(h[child].head, h[least].head) < 0 {
				least = child
			}
		}
		if least == i {
			return
		}
		h[i], h[least] = h[least], h[i]
		i = least
	}
}
