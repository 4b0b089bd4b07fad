package columns

import (
	"io"
	"math"

	"github.com/parquet-go/parquet-go/format"
	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
)

// A parquetReader reads some columns of a parquet file.
type parquetReader struct {
	file     *parquetFile
	columns  []*column
	rowGroup int
	left     int64 // rows of the row group
	err      error
}

// A column is one that is being read.
type column struct {
	field  Field
	scale  int  // of a decimal that is a whole number in the file; below 0 for others
	bytes  bool // the values are byte arrays
	values parquetio.Values
	null   []bool
	ints   []int64
	reals  []float64
	texts  [][]byte
}

func (f *parquetFile) Read(fields ...int) (_ Reader, err error) {
	defer recovered(f.file.Path, &err)
	r := &parquetReader{file: f, rowGroup: -1}
	for _, i := range fields {
		c := &column{field: f.fields[i], scale: -1, null: make([]bool, BatchRows)}
		t := &f.leaves[i].Type
		var convert func([]byte) uint64
		switch {
		case c.field.Kind == Text || c.field.Kind == Bytes:
			c.bytes, c.texts = true, make([][]byte, BatchRows)
		case c.field.Decimal && (t.Physical == format.Int32 || t.Physical == format.Int64):
			c.scale = t.Scale
		case c.field.Decimal:
			convert = decimalWord(t.Scale)
		case t.Physical == format.Int96:
			convert = int96Word
		}
		if c.field.Kind == Real {
			c.reals = make([]float64, BatchRows)
		}
		if !c.bytes && (c.reals == nil || c.scale >= 0) {
			c.ints = make([]int64, BatchRows)
		}
		if err := c.values.Bind(f.file, f.leaves[i], convert); err != nil {
			return nil, err
		}
		r.columns = append(r.columns, c)
	}
	return r, nil
}

// decimalWord makes a float64 of a decimal's bytes, or NaN of too many.
func decimalWord(scale int) func([]byte) uint64 {
	return func(raw []byte) uint64 {
		for len(raw) > 16 && (raw[0] == 0 && raw[1] < 0x80 || raw[0] == 0xff && raw[1] >= 0x80) {
			raw = raw[1:] // it only lengthens the sign
		}
		if len(raw) == 0 || len(raw) > 16 {
			return math.Float64bits(math.NaN())
		}
		return math.Float64bits(bigEndian(raw).Decimal(scale))
	}
}

func (r *parquetReader) Next(b *Batch) (err error) {
	if r.err != nil {
		return r.err
	}
	defer func() { r.err = err }()
	defer recovered(r.file.file.Path, &err)
	for r.left == 0 {
		if r.rowGroup++; r.rowGroup >= r.file.file.RowGroups() {
			return io.EOF
		}
		if r.left = r.file.file.RowGroupRows(r.rowGroup); r.left == 0 {
			continue
		}
		for _, c := range r.columns {
			if err := c.values.Seek(r.rowGroup); err != nil {
				return err
			}
		}
	}
	if err := fill(b, r.columns, int(min(r.left, BatchRows))); err != nil {
		return err
	}
	r.left -= int64(b.Rows)
	return nil
}

func (c *column) next(n int) (out Column, err error) {
	var nulls int
	switch {
	case c.bytes:
		out.Texts = c.texts[:n]
		nulls, err = c.values.Texts(out.Texts, c.null[:n])
	case c.ints == nil:
		out.Reals = c.reals[:n]
		nulls, err = c.values.Words(parquetio.Words(out.Reals), c.null[:n])
	default:
		out.Ints = c.ints[:n]
		nulls, err = c.values.Words(parquetio.Words(out.Ints), c.null[:n])
	}
	if c.scale >= 0 {
		out.Reals = c.reals[:n]
		for i, m := range out.Ints {
			out.Reals[i] = Int128{m >> 63, uint64(m)}.Decimal(c.scale)
		}
		out.Ints = nil
	}
	if nulls > 0 {
		out.Null = c.null[:n]
	}
	return out, err
}
