package desk

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/series"
	"github.com/tickbook/tickbook/microstructure/evidence"
)

// imbalance is traded by as many rules as there are thresholds.
func imbalance(thresholds ...float64) evidence.Search {
	s := evidence.Search{Filters: microstructure.DefaultGrid().Filters[:1], Signals: []evidence.SignalSource{evidence.SignalFunc{Name: "imbalance", Of: func(c *evidence.Calendar) []float64 {
		return c.Consensus(microstructure.SignalFeatures()[0])
	}}}}
	for _, t := range thresholds {
		s.Rules = append(s.Rules, evidence.Hold{Direction: evidence.Against, Threshold: t, Holding: microstructure.Horizons()[1]})
	}
	return s
}

// The null control of a search is the search's own, and there is none without
// shifts or without enough data.
func TestNullOfASearch(t *testing.T) {
	ctx, config := t.Context(), configOf(sampleDir(t))
	config.Shifts = 3
	config.Evidence.Causality.Cuts = 20
	d := opened(t, config)
	j, err := d.Search(ctx, imbalance(0.2, 0.5), nil)
	if err != nil {
		t.Fatal(err)
	}
	rate, err := d.NullOf(ctx, j, nil)
	want, err2 := j.Searched.Null(3, config.Evidence.Resampling.Seed, nil)
	if err != nil || err2 != nil || rate != want || rate.Runs != 3 {
		t.Errorf("null control %+v, want %+v (%v, %v)", rate, want, err, err2)
	}
	config.Shifts = 0
	if rate, err := opened(t, config).NullOf(ctx, j, nil); rate.Runs != 0 || err != nil {
		t.Errorf("without shifts: %+v, %v", rate, err)
	}
	config = configOf(makeDir(t, 5))
	config.Shifts = 3
	d = opened(t, config)
	short, err := d.Search(ctx, imbalance(0.2), nil)
	if err != nil || short.Searched != nil {
		t.Fatalf("five days: %+v, %v", short, err)
	}
	if rate, err := d.NullOf(ctx, short, nil); rate.Runs != 0 || err != nil {
		t.Errorf("five days: null control %+v, %v", rate, err)
	}
}

// Judges a signal that another program wrote to a file.
func ExampleDesk_JudgeFile() {
	dir, err := os.MkdirTemp("", "tickbook")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := writeMarket(dir, 40); err != nil {
		log.Fatal(err)
	}
	var file strings.Builder
	file.WriteString("time,score\n")
	for hour := range 40 * 24 {
		at := time.Date(2025, 11, 1, hour, 0, 0, 0, time.UTC)
		fmt.Fprintf(&file, "%s,%d\n", at.Format(time.DateTime), (hour*hour+hour/7)%11)
	}
	path := filepath.Join(dir, "my.csv")
	if err := os.WriteFile(path, []byte(file.String()), 0o600); err != nil {
		log.Fatal(err)
	}

	signal, err := series.Read(path, series.Columns{})
	if err != nil {
		log.Fatal(err)
	}
	config := DefaultConfig(dir, symbol)
	config.Sources = nil // all that there are
	d, err := Open(config)
	if err != nil {
		log.Fatal(err)
	}
	given := config.DefaultGiven(path, signal)
	given.KnownAfter = time.Hour
	judged, err := d.JudgeFile(context.Background(), given, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(judged.Placement)
	fmt.Println(len(judged.Trials), "trials:", judged.Verdict.Label)
	// Output:
	// 941 values in 941 rows; 19 have too few before them to be standardised
	// 16 trials: not proven
}
