package desk

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/factor"
)

func TestFeatureCalibrationIsKept(t *testing.T) {
	dir, c, cells := t.TempDir(), factor.DefaultConfig(evidence.DefaultConfig()), factor.Cells()
	open := func(c factor.Config, seed uint64) *FeatureFolder {
		t.Helper()
		f, err := KeepFeatureCalibration(dir, c, seed)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	want := []factor.Outcome{{Kept: 2, Found: 1, Bounce: true}, {Explorable: 3, FalseExplorable: 1, CopiesTogether: 3}}
	f := open(c, 1)
	if err := f.Save(cells[0], 2, want); err != nil {
		t.Fatal(err)
	}
	workers, other := c, c
	workers.Resampling.Workers, other.Level = 7, 0.01
	if got := loaded(t, open(workers, 1), cells[0], 2); !reflect.DeepEqual(got, want) {
		t.Errorf("kept %+v, loaded %+v", want, got)
	}
	for name, got := range map[string][]factor.Outcome{
		"of another cell": loaded(t, f, cells[1], 2), "of another chunk": loaded(t, f, cells[0], 1), "of another seed": loaded(t, open(c, 2), cells[0], 2), "of another level": loaded(t, open(other, 1), cells[0], 2),
	} {
		if got != nil {
			t.Errorf("outcomes %s: %+v", name, got)
		}
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
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := KeepFeatureCalibration(file, c, 1); err == nil {
		t.Error("a file is a folder")
	}
}
