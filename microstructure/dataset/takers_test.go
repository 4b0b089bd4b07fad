package dataset

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

// TestTakers: the leading source's bars have them where they are asked for,
// from trades or from the cache, and no others do.
func TestTakers(t *testing.T) {
	d := testDataset(t, 3)
	config := DefaultConfig()
	plain, _ := mustBars(t, d, config)
	config.LeaderTakers = true
	fresh := config
	fresh.NoCache = true
	want, _ := mustBars(t, d, fresh)
	have := func(s microstructure.SourceBars) int { return len(s.Takers) }
	if n := len(want[0].Bars); n == 0 || have(want[0]) != n || have(want[1])+have(plain[0])+have(plain[1]) > 0 {
		t.Fatalf("%d of %d bars have Takers; %d, %d and %d others", have(want[0]), n, have(want[1]), have(plain[0]), have(plain[1]))
	}

	folder := filepath.Join(d.Dir, d.Symbol, barsFolder, "alpha", takersFolder)
	file := filepath.Join(folder, testDate+extension)
	original, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	other, err := os.ReadFile(filepath.Join(folder, "2025-11-03"+extension))
	if err != nil {
		t.Fatal(err)
	}
	damaged := slices.Clone(original)
	damaged[len(damaged)/2] ^= 1
	for _, c := range []struct {
		name    string
		content []byte // nil for no file
		served  int
		warning string
	}{
		{"as built", original, 6, ""}, {"missing", nil, 5, ""}, {"damaged", damaged, 5, "are damaged"}, {"cut", original[:len(original)/2], 5, "are damaged"},
		{"another day's", other, 5, ""}, {"empty", []byte{}, 5, "are damaged"},
	} {
		err := os.Remove(file)
		if c.content != nil {
			err = os.WriteFile(file, c.content, 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
		got, report := mustBars(t, d, config)
		warnings := strings.Join(report.Warnings, "; ")
		if !same(got, want) || report.Served != c.served || strings.Contains(warnings, "damaged") != (c.warning != "") || !strings.Contains(warnings, c.warning) {
			t.Errorf("%s: %d served, warnings %q", c.name, report.Served, warnings)
		}
		if now, err := os.ReadFile(file); err != nil || !slices.Equal(now, original) {
			t.Errorf("%s: it is not written again, error %v", c.name, err)
		}
	}

	// Another source may lead the next time, without a day to build.
	days, err := d.Days("beta")
	if err != nil {
		t.Fatal(err)
	}
	turned := []microstructure.Source{testSources()[1], testSources()[0]}
	got, report, err := d.Bars(t.Context(), turned, config)
	if err != nil || report.Served != 3+len(days) || have(got[0]) != len(got[0].Bars) || have(got[1]) != 0 {
		t.Errorf("%d served, error %v", report.Served, err)
	}
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	if _, report := mustBars(t, d, DefaultConfig()); report.Served != 6 {
		t.Errorf("%d served without Takers, which nobody asks for", report.Served)
	}
}
