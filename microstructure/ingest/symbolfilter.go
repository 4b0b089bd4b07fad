package ingest

import (
	"bytes"
)

// A symbolFilter finds the rows of one instrument.
type symbolFilter struct {
	instrument string
	exact      bool // it has to be written like that
	same       func(name, instrument string) bool
	as         string // how files write it; empty before the first row of it
	also       string // how they write it as well
	known      map[string]bool
	others     []string // names of other instruments, a few

	last   []byte // the name that came last
	lastIs bool
}

func newSymbolFilter(instrument string, exact bool, k *fileFormat) *symbolFilter {
	f := &symbolFilter{instrument: instrument, exact: exact, same: k.same, known: map[string]bool{}}
	if f.same == nil {
		f.same = samePlain
	}
	return f
}

// samePlain compares names by their letters and digits alone.
func samePlain(name, instrument string) bool { return plainName(name) == plainName(instrument) }

// mostSymbols bounds the names that are remembered.
const mostSymbols = 1 << 16

// is reports whether name is that of the instrument.
func (f *symbolFilter) is(name []byte) bool {
	if !bytes.Equal(name, f.last) {
		f.last, f.lastIs = append(f.last[:0], name...), f.look(string(name))
	}
	return f.lastIs
}

func (f *symbolFilter) look(name string) bool {
	is, known := f.known[name]
	if known {
		return is
	}
	is = name == f.instrument || !f.exact && f.same(name, f.instrument)
	if len(f.known) < mostSymbols {
		f.known[name] = is
	}
	const most = 4
	switch {
	case !is && len(f.others) < most:
		f.others = append(f.others, shortenTo(name, 60))
	case is && f.as == "":
		f.as = name
	case is && f.as != name && f.also == "":
		f.also = name
	}
	return is
}

// filter marks the rows of other instruments.
func (m *mapper) filter(b *tableBatch) {
	c, _ := m.column(b, roleSymbol)
	m.nulls(c, roleSymbol)
	for i, name := range c.Texts {
		switch {
		case m.state[i] != good:
		case len(name) == 0:
			m.wrong(i, roleSymbol)
		case !m.symbols.is(name):
			m.state[i] = foreign
		}
	}
}
