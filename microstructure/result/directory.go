package result

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/atomicfile"
)

// asParquet are the tables too large for CSV.
func asParquet(table string) bool {
	return table == "panel" || table == "equity" || strings.HasPrefix(table, "bars_")
}

// optional are the files that one study has and another may lack.
var optional = []string{"bars_*.parquet", "trades_*.csv", "walk_forward*.csv", "gates.csv", "fill_ladder.csv", "*_robust.csv",
	"equity.parquet", "null*.csv"}

// Write writes tables and the summary into dir, which it makes. Tables of an
// earlier study that are not among them are removed.
func Write(dir string, tables []microstructure.Table, summary Summary) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("result directory: %w", err)
	}
	b := batch{dir: dir}
	defer b.abort()
	for _, t := range tables {
		name, write := t.Name+".csv", writeCSV
		if asParquet(t.Name) {
			name, write = t.Name+".parquet", writeParquet
		}
		if err := b.add(name, func(w io.Writer) error { return write(w, t) }); err != nil {
			return err
		}
	}
	if err := b.add("summary.json", summary.write); err != nil {
		return err
	}
	return b.commit()
}

// A batch is a set of files that appear together.
type batch struct {
	dir   string
	names []string
	files []*atomicfile.File
}

func (b *batch) add(name string, write func(io.Writer) error) error {
	path := filepath.Join(b.dir, name)
	f, err := atomicfile.Create(path)
	if err != nil {
		return fmt.Errorf("result directory: %w", err)
	}
	b.names, b.files = append(b.names, name), append(b.files, f)
	w := bufio.NewWriterSize(f, 1<<16)
	if err = write(w); err == nil {
		err = w.Flush()
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}

func (b *batch) commit() error {
	for _, f := range b.files {
		if err := f.Commit(); err != nil {
			return err
		}
	}
	return b.removeStale()
}

// removeStale removes the optional files that are not of this batch.
func (b *batch) removeStale() error {
	entries, err := os.ReadDir(b.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		stale := slices.ContainsFunc(optional, func(pattern string) bool {
			matched, _ := filepath.Match(pattern, e.Name())
			return matched
		})
		if stale && !slices.Contains(b.names, e.Name()) {
			if err := os.Remove(filepath.Join(b.dir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// abort removes what is not committed.
func (b *batch) abort() {
	for _, f := range b.files {
		f.Abort()
	}
}
