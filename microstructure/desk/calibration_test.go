package desk

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/pooled"
)

func TestCalibrationIsKept(t *testing.T) {
	dir := t.TempDir()
	c := evidence.DefaultConfig()
	cells := evidence.CalibrationCells()
	open := func(c evidence.Config, seed uint64) *CalibrationFolder {
		t.Helper()
		f, err := KeepCalibration(dir, c, seed)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	f := open(c, 1)
	want := []evidence.Outcome{{Label: evidence.Edge, Trips: 3, NetBps: 0.1 + 0.2, Oracle: true}, {Label: evidence.NotProven, Failed: []string{"profit", "market"}}}
	if err := f.Save(cells[0], 2, want); err != nil {
		t.Fatal(err)
	}
	if got := loaded(t, open(c, 1), cells[0], 2); !reflect.DeepEqual(got, want) {
		t.Errorf("kept %+v, loaded %+v", want, got)
	}
	other := c
	other.Gates.MinTrips++
	looks, err := KeepLooks(dir, c, evidence.LooksCalibration{CalibrationConfig: evidence.CalibrationConfig{Seed: 1}, Symbols: 50})
	if err != nil {
		t.Fatal(err)
	}
	workers := c
	workers.Resampling.Workers = 7
	for name, got := range map[string][]evidence.Outcome{
		"of another cell": loaded(t, f, cells[1], 2), "of another chunk": loaded(t, f, cells[0], 1),
		"of another seed": loaded(t, open(c, 2), cells[0], 2), "of other gates": loaded(t, open(other, 1), cells[0], 2), "of looks": loaded(t, looks, cells[0], 2),
	} {
		if got != nil {
			t.Errorf("outcomes %s: %+v", name, got)
		}
	}
	if got := loaded(t, open(workers, 1), cells[0], 2); !reflect.DeepEqual(got, want) {
		t.Error("the number of workers matters")
	}
	paths, _ := filepath.Glob(filepath.Join(f.Path(), "*.json"))
	if len(paths) != 1 {
		t.Fatalf("files %v", paths)
	}
	if err := os.Truncate(paths[0], 20); err != nil {
		t.Fatal(err)
	}
	if got := loaded(t, f, cells[0], 2); got != nil {
		t.Errorf("a damaged file has %+v", got)
	}
}

func TestCalibrationCannotBeKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := KeepCalibration(file, evidence.DefaultConfig(), 1); err == nil {
		t.Error("a file is a folder")
	}
}

func TestSymbolsCalibrationIsKept(t *testing.T) {
	dir, c, cells := t.TempDir(), evidence.DefaultConfig(), pooled.Cells()
	f, err := KeepSymbolsCalibration(dir, c, 1)
	if err != nil {
		t.Fatal(err)
	}
	want := []pooled.Outcome{{Label: pooled.Generalises, Bounds: true, MeanBps: 0.1 + 0.2}, {Label: pooled.NotShown, Failed: []string{"leave one out"}}}
	if err := f.Save(cells[1], 3, want); err != nil {
		t.Fatal(err)
	}
	if got := loaded(t, f, cells[1], 3); !reflect.DeepEqual(got, want) || loaded(t, f, cells[0], 3) != nil || loaded(t, f, cells[1], 2) != nil {
		t.Errorf("kept %+v, loaded %+v", want, got)
	}
	markets, err := KeepCalibration(dir, c, 1)
	if err != nil || markets.Path() == f.Path() {
		t.Errorf("both calibrations are kept in %s, %v", f.Path(), err)
	}
}

// loaded is what was kept of a chunk, by a folder that can be read.
func loaded[C cell, O any](t *testing.T, f *ChunkFolder[C, O], c C, chunk int) []O {
	t.Helper()
	outcomes, err := f.Load(c, chunk)
	if err != nil {
		t.Fatal(err)
	}
	return outcomes
}
