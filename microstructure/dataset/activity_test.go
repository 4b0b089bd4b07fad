package dataset

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

func mustActivity(t *testing.T, s string) microstructure.Activity {
	t.Helper()
	a, err := microstructure.ParseActivity(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// activityBars are those of each day's file alone, with the values of sizeQuantile
// as a column.
func activityBars(t *testing.T, d *Dataset, a microstructure.Activity) []microstructure.SourceBars {
	t.Helper()
	var all []microstructure.SourceBars
	for _, source := range testSources() {
		s := microstructure.SourceBars{Source: source, Activity: a, Own: []microstructure.Column{{Name: "size"}}}
		days, err := d.Days(source.Name)
		if err != nil {
			t.Fatal(err)
		}
		for _, day := range days {
			trades, err := readAll(day.Path)
			if err != nil {
				t.Fatal(err)
			}
			bars, ends, err := microstructure.BuildActivityBars(trades, a)
			if err != nil {
				t.Fatal(err)
			}
			s.Bars, s.Ends = append(s.Bars, bars...), append(s.Ends, ends...)
			from := 0
			for _, b := range bars {
				to := from + int(b.TradeCount)
				s.Own[0].Values = append(s.Own[0].Values, sizeQuantile(trades.Slice(from, to), quantile{0.75}))
				from = to
			}
		}
		all = append(all, s)
	}
	return all
}

func checkActivityBars(t *testing.T, what string, got, want []microstructure.SourceBars) {
	t.Helper()
	if !same(got, want) {
		t.Errorf("%s: the bars differ", what)
	}
	for i := range want {
		if !slices.Equal(got[i].Ends, want[i].Ends) || got[i].Activity != want[i].Activity || !reflect.DeepEqual(got[i].Own, want[i].Own) {
			t.Errorf("%s: the ends or the own columns of %s differ", what, want[i].Source.Name)
		}
	}
}

// Bars by activity are built and served as others are, each kind apart, at any
// number of workers.
func TestActivityBars(t *testing.T) {
	d := testDataset(t, 3)
	config := DefaultConfig()
	config.Features = []microstructure.TickFeature{microstructure.Tick("size", quantile{0.75}, sizeQuantile)}
	mustBars(t, d, config) // bars of five minutes, not to be mistaken
	for _, s := range []string{"volume:1.5", "dollar:100000", "ticks:64", "ticks:2", "volume:1000000"} {
		config.Activity = mustActivity(t, s)
		want := activityBars(t, d, config.Activity)
		partial := int64(0)
		for i := range want {
			for _, e := range want[i].Ends {
				if e.Partial {
					partial++
				}
			}
		}
		for i, workers := range []int{1, 3, 2} {
			config.Workers = workers
			bars, report := mustBars(t, d, config)
			checkActivityBars(t, s, bars, want)
			if served := min(i, 1) * 6; report.Served != served || report.Own[0].Served != served || len(report.Warnings) > 0 || report.Sources[0].Partial+report.Sources[1].Partial != partial {
				t.Errorf("%s, build %d: report %+v", s, i, report)
			}
		}
		uncached := config
		uncached.NoCache = true
		bars, _ := mustBars(t, d, uncached)
		checkActivityBars(t, s+" without a cache", bars, want)
	}

	// Features of bars that are cached, and bars of a day that changed.
	config.Activity = mustActivity(t, "ticks:64")
	kept, err := d.KeptFeatures("")
	if err != nil || len(kept) != 1 {
		t.Fatal(kept, err)
	}
	if err := kept[0].Remove(); err != nil {
		t.Fatal(err)
	}
	bars, report := mustBars(t, d, config)
	checkActivityBars(t, "features anew", bars, activityBars(t, d, config.Activity))
	if report.Own[0].Served != 0 {
		t.Errorf("features anew: %+v", report.Own)
	}
	days, err := d.Days(testSources()[0].Name)
	if err != nil {
		t.Fatal(err)
	}
	writeTrades(t, days[1].Path, later(testTrades(1_000), dayUS), microstructure.Provenance{})
	bars, report = mustBars(t, d, config)
	checkActivityBars(t, "a day changed", bars, activityBars(t, d, config.Activity))
	if report.Served != 5 || report.Built != 1 {
		t.Errorf("a day changed: %+v", report)
	}

	// A damaged file is built again, with a warning.
	path := filepath.Join(d.Dir, d.Symbol, barsFolder, "alpha", days[2].Date+"_ticks-64"+extension)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
	bars, report = mustBars(t, d, config)
	checkActivityBars(t, "a damaged file", bars, activityBars(t, d, config.Activity))
	if len(report.Warnings) != 1 || !strings.Contains(report.Warnings[0], "are damaged and were built again") {
		t.Errorf("a damaged file: %q", report.Warnings)
	}
}

func TestActivityBarsThatAreRefused(t *testing.T) {
	d := &Dataset{Dir: t.TempDir(), Symbol: "BTCUSDT"}
	for _, s := range testSources() {
		trades := testTrades(2*MaxActivityBars + 2)
		for i := range trades.TimestampUS {
			trades.TimestampUS[i] = testStartUS + int64(i)*400_000
		}
		writeTrades(t, d.TradesPath(s.Name, testDate), trades, microstructure.Provenance{})
	}
	config := DefaultConfig()
	config.Workers, config.Activity = 1, mustActivity(t, "ticks:2")
	_, _, err := d.Bars(t.Context(), testSources(), config)
	if want := "alpha, 2025-11-01: bars by activity: the day has more than 86400 bars of ticks:2, which is the most; take a larger size"; err == nil || !errors.Is(err, microstructure.ErrActivity) || !strings.Contains(err.Error(), want) {
		t.Errorf("error %v, want %q", err, want)
	}
	config.Activity = mustActivity(t, "ticks:3")
	if _, _, err := d.Bars(t.Context(), testSources(), config); err != nil {
		t.Error(err)
	}
	config.LeaderTakers = true
	if err := config.Validate(); err == nil || !strings.Contains(err.Error(), "orders are filled at the prices of bars of a length of time") {
		t.Errorf("with takers: %v", err)
	}
	config = DefaultConfig()
	config.Activity.Size = math.NaN()
	if err := config.Validate(); !errors.Is(err, microstructure.ErrActivity) {
		t.Errorf("no activity: %v", err)
	}
}
