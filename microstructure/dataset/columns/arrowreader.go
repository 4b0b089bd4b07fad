package columns

import (
	"errors"
	"io"
)

// An arrowReader reads some columns of a feather file, in steps that do not
// depend on the size of its batches.
type arrowReader struct {
	file    *arrowFile
	columns []*arrowStream
	block   int
	left    int64 // rows of the batch
	rows    int64 // done
	err     error
}

func (f *arrowFile) Read(fields ...int) (_ Reader, err error) {
	defer recovered(f.path, &err)
	r := &arrowReader{file: f}
	for _, i := range fields {
		c := &arrowStream{arrowColumn: f.columns[i], field: f.fields[i], null: make([]bool, BatchRows)}
		switch c.field.Kind {
		case Text, Bytes:
			c.texts = make([][]byte, BatchRows)
		case Real:
			c.reals = make([]float64, BatchRows)
		}
		if c.texts == nil && c.reals == nil || c.index != nil {
			c.ints = make([]int64, BatchRows)
		}
		if c.index != nil {
			if c.words, err = f.dictionary(&c.arrowColumn); err != nil {
				return nil, f.failed(err)
			}
		}
		r.columns = append(r.columns, c)
	}
	return r, nil
}

// failed makes a FileError of what went wrong.
func (f *arrowFile) failed(err error) error {
	var e *FileError
	if err == nil || err == io.EOF || errors.As(err, &e) {
		return err
	}
	if err == io.ErrUnexpectedEOF {
		err = errors.New("a buffer is shorter than its batch claims")
	}
	return damaged(f.path, err)
}

func (r *arrowReader) Next(b *Batch) (err error) {
	if r.err != nil {
		return r.err
	}
	defer func() { r.err = r.file.failed(err); err = r.err }()
	defer recovered(r.file.path, &err)
	for r.left == 0 {
		if r.block == len(r.file.blocks) {
			return io.EOF
		}
		m, err := r.file.message(r.file.blocks[r.block])
		if err != nil {
			return err
		}
		r.block++
		if r.left = m.rows; r.left == 0 {
			continue
		}
		for _, c := range r.columns {
			if err := c.begin(r.file, m); err != nil {
				return err
			}
		}
	}
	if err := fill(b, r.columns, int(min(r.left, BatchRows))); err != nil {
		return err
	}
	r.left -= int64(b.Rows)
	r.rows += int64(b.Rows)
	return nil
}
