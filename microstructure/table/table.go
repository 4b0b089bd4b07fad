package table

import (
	"errors"
	"fmt"
	"slices"
)

// A Table is a list of equally long columns, with caption and note.
type Table struct {
	Name    string // of its file, such as "sweep"; empty if it is for people only
	Caption string // above the table; may be empty
	Columns []Column
	Note    string // below the table; may be empty
}

// A Column has a name and values of one kind.
type Column struct {
	Name   string
	Values Values // nil for none
}

// ErrShape: the columns of a table differ in length.
var ErrShape = errors.New("columns differ in length")

// New returns a table with the named columns, to be filled by Add.
func New(caption string, columns ...string) Table {
	t := Table{Caption: caption}
	for _, name := range columns {
		t.Columns = append(t.Columns, Column{name, Texts(nil)})
	}
	return t
}

// Add adds a row of formatted cells. Missing cells are empty; extra cells get
// columns without a name. A column of another kind becomes one of its formatted
// texts.
func (t *Table) Add(cells ...string) {
	rows := t.Len()
	for len(t.Columns) < len(cells) {
		t.Columns = append(t.Columns, Column{})
	}
	for i := range t.Columns {
		c := &t.Columns[i]
		texts := c.texts()
		for len(texts) < rows {
			texts = append(texts, "")
		}
		if i < len(cells) {
			texts = append(texts, cells[i])
		} else {
			texts = append(texts, "")
		}
		c.Values = texts
	}
}

// Len is the number of rows.
func (t Table) Len() int {
	n := 0
	for _, c := range t.Columns {
		n = max(n, c.len())
	}
	return n
}

// Header lists the columns' names.
func (t Table) Header() []string {
	out := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		out[i] = c.Name
	}
	return out
}

// named reports whether any column has a name.
func (t Table) named() bool {
	return slices.ContainsFunc(t.Columns, func(c Column) bool { return c.Name != "" })
}

// Rows lists the formatted rows.
func (t Table) Rows() [][]string {
	out := make([][]string, t.Len())
	for i := range out {
		out[i] = make([]string, len(t.Columns))
		for k, c := range t.Columns {
			out[i][k] = c.shown(i)
		}
	}
	return out
}

// First is the table's first n rows, with a note of how many there are in all.
func (t Table) First(n int) Table {
	rows := t.Len()
	if n < 0 || rows <= n {
		return t
	}
	out := t
	out.Columns = make([]Column, len(t.Columns))
	for i, c := range t.Columns {
		out.Columns[i] = c
		if c.len() > n {
			out.Columns[i].Values = c.Values.first(n)
		}
	}
	if out.Note != "" {
		out.Note += " "
	}
	out.Note += fmt.Sprintf("The first %d of %d rows.", n, rows)
	return out
}

// check reports a column that is not as long as the others.
func (t Table) check() error {
	for _, c := range t.Columns {
		if n := t.Len(); c.len() != n {
			return fmt.Errorf("table %q: column %q has %d values, another has %d: %w", t.Name, c.Name, c.len(), n, ErrShape)
		}
	}
	return nil
}
