package parquetio

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"unsafe"
)

// FuzzFooter parses footers of any bytes, and then all that they list. What a
// parsed footer takes is nine times its bytes at most.
func FuzzFooter(f *testing.F) {
	paths, _ := filepath.Glob("../../testdata/*/2025-11-01.parquet")
	for _, path := range paths {
		file, err := Open(path, nil, true)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(bytes.Clone(file.footer[:len(file.footer)-tailSize]))
		file.Close()
	}
	f.Fuzz(func(t *testing.T, footer []byte) {
		m, err := parseFooter(footer)
		if err != nil {
			return
		}
		size := cap(m.columns)*int(unsafe.Sizeof(field{})) + 8*cap(m.rowGroups) + 4*cap(m.chunks)
		if size > 9*len(footer) {
			t.Errorf("%d bytes for a footer of %d", size, len(footer))
		}
		file := &File{Path: os.DevNull, footer: footer, meta: m}
		rows := int64(0)
		for g := range file.RowGroups() {
			rows += file.RowGroupRows(g)
			for leaf := range m.leaves {
				if _, err := m.chunk(g, leaf); err != nil && err != errThrift {
					t.Error(err)
				}
			}
		}
		if rows != file.Rows() || rows < 0 {
			t.Errorf("%d rows in row groups, %d in all", rows, file.Rows())
		}
		for _, c := range m.columns {
			name := string(m.name(c))
			for _, kind := range []Kind{Int64, Double, Integer} {
				if typ, err := file.column(name, kind); err == nil && typ.firstLeaf >= m.leaves {
					t.Errorf("column %q is leaf %d of %d", name, typ.firstLeaf, m.leaves)
				}
			}
		}
		for range file.TextColumns() {
		}
		for key, value := range file.KeyValues() {
			if len(key)+len(value) > len(footer) {
				t.Errorf("a key-value of %d bytes in a footer of %d", len(key)+len(value), len(footer))
			}
		}
	})
}
