package ingest

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"math"

	"github.com/tickbook/tickbook/microstructure/dataset/columns"
)

// A rowTable is Rows as a table.
type rowTable struct {
	rows   *Rows
	pull   func() (columns.Batch, error, bool)
	first  columns.Batch // that begin took
	begun  bool
	digest hash.Hash
}

// begin looks at the first rows, for what the ids are.
func (t *rowTable) begin(file *SurveyedFile) error {
	told := file.idsTold(t.rows.Fields)
	for {
		b, err, ok := t.pull()
		switch {
		case !ok:
			return fmt.Errorf("%w: there are no rows in %s", ErrNoTrades, t.rows.Name)
		case err != nil:
			return err
		case b.Rows == 0:
			continue
		}
		if err := t.check(&b); err != nil {
			return err
		}
		if t.first, t.begun = b, true; !told {
			file.idKind, _ = firstIDs(b.Columns[file.at[roleID]].Texts)
		}
		return nil
	}
}

// check reports a batch that has not what the fields promise.
func (t *rowTable) check(b *columns.Batch) error {
	if len(b.Columns) != len(t.rows.Fields) {
		return fmt.Errorf("ingest: a batch has %d columns, not %d", len(b.Columns), len(t.rows.Fields))
	}
	for i := range b.Columns {
		c, f := &b.Columns[i], &t.rows.Fields[i]
		n := len(c.Ints)
		switch f.Kind {
		case columns.Real:
			n = len(c.Reals)
		case columns.Text, columns.Bytes:
			n = len(c.Texts)
		case columns.Unreadable:
			n = b.Rows
		}
		if n != b.Rows || c.Null != nil && len(c.Null) != b.Rows {
			return fmt.Errorf("ingest: of a batch of %d rows, column %s has %d values and %d nulls", b.Rows, shownName(f.Name), n, len(c.Null))
		}
		if f.Kind == columns.Time && f.PerSecond != 1 && f.PerSecond != 1e3 && f.PerSecond != 1e6 && f.PerSecond != 1e9 {
			return fmt.Errorf("ingest: column %s has %d units in a second; it must be 1, 1e3, 1e6 or 1e9", shownName(f.Name), f.PerSecond)
		}
	}
	return nil
}

func (t *rowTable) fields() []columns.Field { return t.rows.Fields }

func (t *rowTable) bounds(int) (least, most int64, ok bool) { return 0, 0, false }

func (t *rowTable) value(string) string { return "" }

func (t *rowTable) own() bool { return false }

func (t *rowTable) member() string { return "" }

func (t *rowTable) Close() error { return nil }

func (t *rowTable) read(fields []int) (tableReader, error) {
	return &rowReader{table: t, fields: fields}, nil
}

// A rowReader cuts batches of the caller's into smaller ones.
type rowReader struct {
	table  *rowTable
	fields []int
	batch  columns.Batch
	at     int // rows of it that are done
	rows   int64
}

func (r *rowReader) next(b *tableBatch) error {
	for r.at == r.batch.Rows {
		t := r.table
		if t.begun {
			r.batch, t.begun = t.first, false
		} else {
			batch, err, ok := t.pull()
			if !ok {
				return io.EOF
			}
			if err == nil {
				err = t.check(&batch)
			}
			if err != nil {
				return err
			}
			r.batch = batch
		}
		r.at = 0
	}
	n := min(r.batch.Rows-r.at, columns.BatchRows)
	b.firstLine, b.lines, b.damaged = r.rows+1, nil, b.damaged[:0]
	b.Rows, b.Columns = n, b.Columns[:0]
	for _, i := range r.fields {
		c := r.batch.Columns[i]
		b.Columns = append(b.Columns, columns.Column{Ints: part(c.Ints, r.at, n), Reals: part(c.Reals, r.at, n), Texts: part(c.Texts, r.at, n), Null: part(c.Null, r.at, n)})
	}
	r.at, r.rows = r.at+n, r.rows+int64(n)
	return nil
}

// part is s[at : at+n], or nil of nil.
func part[T any](s []T, at, n int) []T {
	if s == nil {
		return nil
	}
	return s[at : at+n]
}

// note adds rows to the digest.
func (t *rowTable) note(rows []row) {
	var b [33]byte
	for i := range rows {
		r := &rows[i]
		binary.LittleEndian.PutUint64(b[0:], uint64(r.timeUS))
		binary.LittleEndian.PutUint64(b[8:], r.id)
		binary.LittleEndian.PutUint64(b[16:], math.Float64bits(r.price))
		binary.LittleEndian.PutUint64(b[24:], math.Float64bits(r.amount))
		b[32] = byte(r.side)
		t.digest.Write(b[:])
	}
}

// sum is the digest of all rows.
func (t *rowTable) sum() string { return hex.EncodeToString(t.digest.Sum(nil)) }
