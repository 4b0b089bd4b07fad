package dataset

import (
	"encoding/binary"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// encoded are values in the thrift compact protocol. A struct is its fields
// and a zero.
type encoded []byte

const (
	thriftI32    = 5
	thriftI64    = 6
	thriftBinary = 8
	thriftList   = 9
	thriftSet    = 10
	thriftMap    = 11
	thriftStruct = 12
)

// field begins a field with an id of its own, as ids may be given in any order.
func (b encoded) field(id int, typ byte) encoded {
	return binary.AppendVarint(append(b, typ), int64(id))
}

func (b encoded) int(id int, typ byte, v int64) encoded {
	return binary.AppendVarint(b.field(id, typ), v)
}

func (b encoded) text(id int, s string) encoded {
	return append(binary.AppendUvarint(b.field(id, thriftBinary), uint64(len(s))), s...)
}

// items begins a list of n items, which follow.
func (b encoded) items(n int, typ byte) encoded {
	return binary.AppendUvarint(append(b, 15<<4|typ), uint64(n))
}

func (b encoded) list(id int, typ byte, items ...[]byte) encoded {
	b = b.field(id, thriftList).items(len(items), typ)
	for _, item := range items {
		b = append(b, item...)
	}
	return b
}

func (b encoded) structs(id int, items ...[]byte) encoded { return b.list(id, thriftStruct, items...) }

func (b encoded) end() encoded { return append(b, 0) }

func repeat(n int, item []byte) [][]byte {
	items := make([][]byte, n)
	for i := range items {
		items[i] = item
	}
	return items
}

func element(name string, children int) encoded {
	e := encoded{}.text(4, name)
	if children == 0 {
		return e.int(1, thriftI32, 2).end() // INT64
	}
	return e.int(5, thriftI32, int64(children)).end()
}

// schema has the columns of trades, which are 5, and n more.
func schema(n int) encoded {
	items := [][]byte{element("", 5+n)}
	for _, name := range []string{columnTimestamp, columnPrice, columnQuantity, columnQuoteQuantity, columnSide} {
		e := element(name, 0)
		if name != columnTimestamp && name != columnSide {
			e = encoded{}.text(4, name).int(1, thriftI32, 5).end() // DOUBLE
		}
		items = append(items, e)
	}
	return encoded{}.structs(2, append(items, repeat(n, element("", 0))...)...)
}

func rowGroup(columns ...[]byte) encoded {
	return encoded{}.structs(1, columns...).int(3, thriftI64, 0).end()
}

func keyValue(key, value string) encoded { return encoded{}.text(1, key).text(2, value).end() }

// keyValues has the same number of bytes for each n.
func keyValues(n int, prefix string) encoded {
	items := repeat(n/(len(prefix)+14), nil)
	for i := range items {
		items[i] = keyValue(fmt.Sprintf("%s%06x", prefix, i), "")
	}
	return encoded{}.structs(5, items...)
}

// Footers that ask for much with few bytes, some of them valid; they grow with
// n. Those of badSchemas have their schema, the others are preceded by that of
// trades.
var (
	badSchemas = map[string]func(n int) encoded{
		"empty schema elements": func(n int) encoded { return encoded{}.structs(2, repeat(n, encoded{0})...) },
		"a root and empty elements": func(n int) encoded {
			return encoded{}.structs(2, append([][]byte{element("", n)}, repeat(n, encoded{0})...)...)
		},
		"elements without type": func(n int) encoded {
			return encoded{}.structs(2, append([][]byte{element("", n/4)}, repeat(n/4, encoded{}.text(4, "").end())...)...)
		},
		"columns": func(n int) encoded { return schema(n / 8) },
		"columns with names": func(n int) encoded {
			names := repeat(n/8, nil)
			for i := range names {
				names[i] = element(fmt.Sprint(i), 0)
			}
			return encoded{}.structs(2, append([][]byte{element("", len(names))}, names...)...)
		},
		"long names": func(n int) encoded {
			return encoded{}.structs(2, append([][]byte{element("", 50)}, repeat(50, element(strings.Repeat("\x00", n/50), 0))...)...)
		},
		"nested groups": func(n int) encoded {
			return encoded{}.structs(2, append(repeat(n/6, element("", 1)), element("", 0))...)
		},
		"row groups×columns": func(n int) encoded {
			return append(schema(n/100-5), encoded{}.structs(4, repeat(100, rowGroup(repeat(n/100, encoded{0})...))...)...)
		},
		"symbols": func(n int) encoded {
			symbol := encoded{}.text(4, "symbol").int(1, thriftI32, 6).end() // BYTE_ARRAY
			columns := append([][]byte{element("", n/12)}, repeat(n/12, symbol)...)
			return append(encoded{}.structs(2, columns...), encoded{}.structs(4, rowGroup(repeat(n/12, encoded{0})...))...)
		},
		"two schemas": func(n int) encoded { return append(schema(n/8), schema(n/8)...) },
	}
	bombs = map[string]func(n int) encoded{
		"empty row groups":          func(n int) encoded { return encoded{}.structs(4, repeat(n, encoded{0})...) },
		"row groups without chunks": func(n int) encoded { return encoded{}.structs(4, repeat(n/9, rowGroup())...) },
		"row groups":                func(n int) encoded { return encoded{}.structs(4, repeat(n/14, rowGroup(repeat(5, encoded{0})...))...) },
		"row groups, twice": func(n int) encoded {
			return slicesOf(2, encoded{}.structs(4, repeat(n/28, rowGroup(repeat(5, encoded{0})...))...))
		},
		"chunks": func(n int) encoded {
			chunk := encoded{}.int(2, thriftI64, 4).field(3, thriftStruct).int(1, thriftI32, 2).end().end()
			return encoded{}.structs(4, repeat(n/60, rowGroup(repeat(5, chunk)...))...)
		},
		"empty chunks":    func(n int) encoded { return encoded{}.structs(4, rowGroup(repeat(n, encoded{0})...)) },
		"sorting columns": func(n int) encoded { return encoded{}.structs(4, encoded{}.structs(4, repeat(n, encoded{0})...).end()) },
		"lists in a chunk": func(n int) encoded {
			meta := encoded{}.structs(8, repeat(n/3, encoded{0})...).structs(13, repeat(n/3, encoded{0})...).list(3, thriftBinary, repeat(n/3, encoded{0})...)
			chunk := append(append(encoded{}.field(3, thriftStruct), meta...), 0, 0)
			return encoded{}.structs(4, rowGroup(chunk, encoded{0}, encoded{0}, encoded{0}, encoded{0}))
		},
		"empty key-values":              func(n int) encoded { return encoded{}.structs(5, repeat(n, encoded{0})...) },
		"key-values":                    func(n int) encoded { return keyValues(n, "") },
		"key-values of a later version": func(n int) encoded { return keyValues(n, "tickbook.") },
		"one key-value again":           func(n int) encoded { return encoded{}.structs(5, repeat(n/22, keyValue("tickbook.kind", "x"))...) },
		"a long text":                   func(n int) encoded { return encoded{}.structs(5, keyValue("tickbook.day", strings.Repeat("\x00", n))) },
		"a long number":                 func(n int) encoded { return encoded{}.structs(5, keyValue("tickbook.rows", strings.Repeat("1", n))) },
		"archives": func(n int) encoded {
			return encoded{}.structs(5, keyValue("tickbook.archives", "["+strings.Repeat("{},", n/3)+"{}]"))
		},
		"names": func(n int) encoded {
			return encoded{}.structs(5, keyValue("tickbook.unknown_columns", strings.Repeat(",", n)))
		},
		"a long signature": func(n int) encoded { return encoded{}.text(6, strings.Repeat("x", n)) },
		"column orders":    func(n int) encoded { return encoded{}.structs(7, repeat(n, encoded{0})...) },
		"an unknown list":  func(n int) encoded { return encoded{}.structs(100, repeat(n, encoded{0})...) },
		"an unknown set":   func(n int) encoded { return append(encoded{}.field(100, thriftSet).items(n, 1), make([]byte, n)...) },
		"an unknown map": func(n int) encoded {
			return append(binary.AppendUvarint(encoded{}.field(100, thriftMap), uint64(n/2)), append([]byte{1<<4 | 1}, make([]byte, n)...)...)
		},
		"unknown fields": func(n int) encoded { return slicesOf(n/4, encoded{}.int(100, thriftI64, 1)) },
		"lists in lists": func(n int) encoded {
			b := encoded{}.field(100, thriftList)
			for range 20 {
				b = append(b, 1<<4|thriftList)
			}
			return append(b.items(n, thriftStruct), make([]byte, n)...)
		},
		"structs in structs": func(n int) encoded { return slicesOf(n/3, encoded{}.field(100, thriftStruct)) },
		"a false count": func(n int) encoded {
			return append(encoded{}.field(4, thriftList).items(n/5, thriftStruct), make([]byte, n)...)
		},
	}
)

func slicesOf(n int, b encoded) (all encoded) {
	for range n {
		all = append(all, b...)
	}
	return all
}

// TestFooterBombs measures what it takes to look at a file with a hostile
// footer in every way that there is: ten times the footer's size at most in
// memory, with all that is freed in between, and no more than linear in time.
func TestFooterBombs(t *testing.T) {
	if testing.Short() {
		t.Skip("reads footers of megabytes")
	}
	dir := t.TempDir()
	day, err := ParseDay(filepath.Join(dir, testDate+extension))
	if err != nil {
		t.Fatal(err)
	}
	ways := map[string]func() error{
		"trades": func() error {
			r, err := OpenTrades(day.Path)
			if err != nil {
				return err
			}
			return r.Close()
		},
		"provenance":  func() error { _, err := ReadProvenance(day.Path); return err },
		"fingerprint": func() error { _, err := day.Fingerprint(); return err },
	}
	const short, long = 1 << 18, 1 << 21
	all := maps.Clone(badSchemas)
	for name, bomb := range bombs {
		all[name] = func(n int) encoded { return append(schema(0), bomb(n)...) }
	}
	worst := 0.
	for name, bomb := range all {
		var took [2]map[string]time.Duration
		for i, n := range []int{short, long} {
			footer := bomb(n).end()
			size := len(footer) + 8
			if size < n/2 || size > 4*n+100 {
				t.Fatalf("%s: %d bytes where %d were asked for", name, size, n)
			}
			tail := append(binary.LittleEndian.AppendUint32(nil, uint32(len(footer))), "PAR1"...)
			if err := os.WriteFile(day.Path, append(append([]byte("PAR1"), footer...), tail...), 0o666); err != nil {
				t.Fatal(err)
			}
			took[i] = make(map[string]time.Duration)
			for way, do := range ways {
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				start := time.Now()
				err := do()
				took[i][way] = time.Since(start)
				runtime.ReadMemStats(&after)
				ratio := float64(after.TotalAlloc-before.TotalAlloc) / float64(size)
				if worst = max(worst, ratio); ratio > 10 {
					t.Errorf("%s, %s: a footer of %d bytes takes %.1f times as many (%.100v)", name, way, size, ratio, err)
				}
				if err != nil && len(err.Error()) > 6000 {
					t.Errorf("%s, %s: the error has %d bytes", name, way, len(err.Error()))
				}
			}
		}
		for way := range ways {
			if took[1][way] > 4*long/short*took[0][way]+time.Second {
				t.Errorf("%s, %s: %v, and %v for eight times the footer", name, way, took[0][way], took[1][way])
			}
		}
	}
	t.Logf("at most %.1f times the footer", worst)
}
