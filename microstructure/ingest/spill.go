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
	w    *bufio.Writer // shared by all spills, so that hundreds of them take no memory
	runs []int64       // rows in each
}

const spilledBytes = 5*8 + 1

// newSpill writes through w, which is empty between two calls of add.
func newSpill(dir string, w *bufio.Writer) (*spill, error) {
	f, err := os.CreateTemp(dir, "tickbook-sort-*")
	if err != nil {
		return nil, err
	}
	// An open file without a name disappears with the process, however it ends.
	// Where that is not possible, close removes it.
	_ = os.Remove(f.Name())
	return &spill{file: f, w: w}, nil
}

func (s *spill) close() {
	s.file.Close()
	_ = os.Remove(s.file.Name())
}

func (s *spill) add(rows []row) error {
	var b [spilledBytes]byte
	s.w.Reset(s.file)
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
	return s.w.Flush()
}

// open returns the runs for reading, once all are written.
func (s *spill) open() []*run {
	var runs []*run
	var offset int64
	for _, n := range s.runs {
		in := bufio.NewReaderSize(io.NewSectionReader(s.file, offset, n*spilledBytes), 64<<10)
		offset += n * spilledBytes
		left, buffer := n, make([]row, min(n, spilledAtOnce))
		runs = append(runs, &run{more: func() ([]row, error) {
			rows := buffer[:min(left, spilledAtOnce)]
			left -= int64(len(rows))
			return rows, readSpilled(in, rows)
		}})
	}
	return runs
}

// spilledAtOnce is the number of rows of a run in memory.
const spilledAtOnce = 512

func readSpilled(in io.Reader, rows []row) error {
	var b [spilledBytes]byte
	for i := range rows {
		if _, err := io.ReadFull(in, b[:]); err != nil {
			return err
		}
		rows[i] = row{
			timeUS: int64(binary.LittleEndian.Uint64(b[0:])),
			id:     binary.LittleEndian.Uint64(b[8:]),
			price:  math.Float64frombits(binary.LittleEndian.Uint64(b[16:])),
			amount: math.Float64frombits(binary.LittleEndian.Uint64(b[24:])),
			order:  int64(binary.LittleEndian.Uint64(b[32:])),
			side:   microstructure.Side(b[40]),
		}
	}
	return nil
}
