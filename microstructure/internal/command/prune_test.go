package command

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
)

func TestPrune(t *testing.T) {
	data := t.TempDir()
	mustRun(t, "synth", "--out", data, "--days", "2", "--trades-per-bar", "4")
	d, err := dataset.Open(data, "BTCUSDT")
	if err != nil {
		t.Fatal(err)
	}
	config := dataset.DefaultConfig()
	for _, name := range []string{"first", "second"} {
		config.Features = append(config.Features, microstructure.Tick(name, 0, func(t microstructure.Trades, _ int) float64 { return t.Price[0] }).WithVersion("1"))
	}
	build := func() dataset.BuildReport {
		_, built, err := d.Bars(context.Background(), microstructure.DefaultSources(), config)
		if err != nil {
			t.Fatal(err)
		}
		return built
	}
	build()
	prune := func(args ...string) string {
		return mustRun(t, append([]string{"features", "prune", "--data", data}, args...)...)
	}
	row := func(text, name string) string {
		for line := range strings.SplitSeq(text, "\n") {
			if f := strings.Fields(line); len(f) > 0 && f[0] == name {
				return strings.Join(slices.Delete(f, 2, 5), " ") // size and time
			}
		}
		return ""
	}
	if got := prune("--unwritten-for", "1"); row(got, "first") != "first 6 0 0" || row(got, "second") != "second 6 0 0" {
		t.Error(got)
	}
	days, err := d.Days("okx_futures")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(days[1].Path); err != nil {
		t.Fatal(err)
	}
	if got := prune(); row(got, "first") != "first 6 1 1" {
		t.Error(got)
	}
	if got := prune("--name", "second"); row(got, "first") != "first 5 0 0" || row(got, "second") != "second 5 0 all" {
		t.Error(got)
	}
	if built := build(); built.Own[0].Served != 5 || built.Own[1].Served != 0 {
		t.Errorf("%+v", built.Own)
	}
	prune("--all")
	if left, _ := filepath.Glob(filepath.Join(data, "BTCUSDT", "bars", "*", "own", "*")); len(left) > 0 {
		t.Errorf("left %q", left)
	}
	if got := prune(); !strings.Contains(got, "None.") {
		t.Error(got)
	}
	for want, args := range map[string][]string{
		"--name third: nothing is kept of this feature; there are none": {"--name", "third"},
		"--unwritten-for 0: give at least 1 day":                        {"--unwritten-for", "0"},
		`symbol ".." is not a usable name`:                              {"--symbol", ".."},
	} {
		if _, _, err := tickbook(t, append([]string{"features", "prune", "--data", data}, args...)...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", args, err)
		}
	}
}
