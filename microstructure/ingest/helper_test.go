package ingest

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

// memory is a place for days that tests can look into.
type memory struct {
	days map[string]*memoryDay
}

type memoryDay struct {
	trades     microstructure.Trades
	ids        []int64
	provenance microstructure.Provenance
	settled    bool
	closed     bool
	aborted    bool
}

func (d *memoryDay) Append(t microstructure.Trades, ids []int64) error {
	d.trades.Append(t)
	d.ids = append(d.ids, ids...)
	if ids != nil && len(ids) != t.Len() {
		return fmt.Errorf("%d ids of %d trades", len(ids), t.Len())
	}
	return nil
}

func (d *memoryDay) Settle() (int64, error) {
	if d.settled || d.closed || d.aborted {
		return 0, errors.New("the day was settled or aborted before")
	}
	d.settled = true
	return int64(d.trades.Len()), nil
}

func (d *memoryDay) Commit(p microstructure.Provenance) error {
	if !d.settled || d.closed || d.aborted {
		return errors.New("the day was not settled, or was committed or aborted before")
	}
	d.provenance, d.closed = p, true
	return errors.Join(p.Validate(), d.trades.Validate())
}

func (d *memoryDay) Abort() error { d.aborted = true; return nil }

func (m *memory) open(day string) (DayWriter, error) {
	if d := m.days[day]; d != nil && !d.aborted {
		return nil, fmt.Errorf("%s is opened twice", day)
	}
	d := &memoryDay{}
	m.days[day] = d
	return d, nil
}

// convert runs Convert and keeps the days that were closed.
func convert(t testing.TB, source, symbol string, change func(*Config), paths ...string) (Report, map[string]*memoryDay) {
	t.Helper()
	m := &memory{days: map[string]*memoryDay{}}
	c := DefaultConfig()
	c.Source, c.Symbol, c.NewDay, c.TempDir = source, symbol, m.open, t.TempDir()
	if change != nil {
		change(&c)
	}
	r, err := Convert(context.Background(), paths, c)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Failures {
		var e *Error
		if !errors.As(f.Err, &e) || e.Archive == "" || e.Problem == "" || e.Remedy == "" || !strings.HasSuffix(f.Err.Error(), "; "+e.Remedy) {
			t.Errorf("a failure without archive, problem or remedy: %v", f.Err)
		}
	}
	for name, d := range m.days {
		if !d.closed {
			if !d.aborted {
				t.Errorf("day %s was neither closed nor aborted", name)
			}
			delete(m.days, name)
		}
	}
	left, err := os.ReadDir(c.TempDir)
	if err != nil || len(left) > 0 {
		t.Errorf("temporary files are left: %v, %v", left, err)
	}
	return r, m.days
}

// write makes an archive from CSV text, of the kind that the name's end says.
func write(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	var b bytes.Buffer
	switch filepath.Ext(name) {
	case ".zip":
		z := zip.NewWriter(&b)
		w, err := z.Create(name[:len(name)-4] + ".csv")
		must(t, err)
		_, err = w.Write([]byte(text))
		must(t, err)
		must(t, z.Close())
	case ".gz":
		z := gzip.NewWriter(&b)
		_, err := z.Write([]byte(text))
		must(t, err)
		must(t, z.Close())
	default:
		b.WriteString(text)
	}
	must(t, os.WriteFile(path, b.Bytes(), 0o600))
	return path
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// realFile finds a file of the recorded trades beside the checkout, or skips.
func realFile(t testing.TB, name string) string {
	t.Helper()
	_, here, _, _ := runtime.Caller(0)
	path := filepath.Join(filepath.Dir(here), "../../../shared/real", filepath.FromSlash(name))
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		t.Skip("no shared/real beside the checkout")
	}
	return path
}

// dump writes trades as text, for comparing.
func dump(tr microstructure.Trades) string {
	var b bytes.Buffer
	for i := range tr.TimestampUS {
		fmt.Fprintln(&b, timeText(tr.TimestampUS[i])[11:], tr.Price[i], tr.Quantity[i], tr.QuoteQuantity[i], tr.Side[i])
	}
	return b.String()
}
