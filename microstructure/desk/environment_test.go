package desk

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/evidence"
)

// setEnv sets the given variables, NAME=value, and leaves the others empty.
func setEnv(t *testing.T, variables ...string) {
	t.Helper()
	for _, v := range []string{symbolVariable, symbolsVariable, dataVariable, testStartVariable, sourcesVariable, fromVariable, toVariable,
		acceptedVariable, nullVariable, looksVariable, familyVariable, keptVariable, takerVariable, makerVariable, slippageVariable, fundingVariable, shortsVariable,
		thresholdsVariable, holdingsVariable, intervalVariable, "GONB_DIR"} {
		t.Setenv(v, "")
	}
	for _, v := range variables {
		name, value, _ := strings.Cut(v, "=")
		t.Setenv(name, value)
	}
}

func root(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// equalConfig compares all but features, which have functions.
func equalConfig(a, b Config) bool {
	for _, c := range []*Config{&a, &b} {
		c.Reference.Features, c.Evidence.Features = nil, nil
		c.MemoryMB = 0 // what the system has at the moment
	}
	return reflect.DeepEqual(a, b)
}

func TestConfigFromAnEmptyEnvironment(t *testing.T) {
	setEnv(t)
	got, err := ConfigFromEnv()
	want := DefaultConfig(filepath.Join(root(t), "build", "data"), "BTCUSDT")
	want.Shifts, want.LooksFile, want.KeptDir = defaultShifts, filepath.Join(root(t), "build", "data", "looks.jsonl"), filepath.Join(root(t), "build", "kept")
	if err != nil || !equalConfig(got, want) {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
}

func TestConfigFromEnv(t *testing.T) {
	data, looks := t.TempDir(), filepath.Join(t.TempDir(), "mine.jsonl")
	accepted := filepath.Join(data, "accepted.json")
	// No checkout is needed for absolute paths.
	setEnv(t, "TICKBOOK_SYMBOL=ETHUSDT", "TICKBOOK_DATA="+data, "TICKBOOK_TEST_START=2025-12-31", "TICKBOOK_SOURCES=okx_futures, kraken:kr",
		"TICKBOOK_FROM=2025-12-01", "TICKBOOK_TO=2026-01-31", "TICKBOOK_ACCEPTED="+accepted, "TICKBOOK_NULL=0", "TICKBOOK_LOOKS="+looks, "TICKBOOK_FAMILY=majors", "TICKBOOK_INTERVAL=1m",
		"GONB_DIR="+t.TempDir())
	got, err := ConfigFromEnv()
	minute, err2 := microstructure.ParseInterval("1m")
	want := DefaultConfig(data, "ETHUSDT").WithInterval(minute)
	want.Sources = []microstructure.Source{{Name: "okx_futures", Label: "okx"}, {Name: "kraken", Label: "kr"}}
	want.Span = dataset.Span{From: "2025-12-01", To: "2026-01-31"}
	want.Reference.TestStartUS, want.AcceptedFile, want.LooksFile, want.Family = 1767139200_000_000, accepted, looks, "majors"
	if err != nil || err2 != nil || !equalConfig(got, want) {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
}

// What trading costs is the venue's, but for what is given.
func TestChargesFromEnv(t *testing.T) {
	setEnv(t, "TICKBOOK_DATA="+t.TempDir(), "TICKBOOK_SOURCES=binance_spot", "TICKBOOK_MAKER_BPS=-0.5", "TICKBOOK_SLIPPAGE_BPS=0.3",
		"TICKBOOK_FUNDING_BPS=1")
	config, err := ConfigFromEnv()
	c := config.Evidence
	want := evidence.Costs{Name: "given", TakerBps: 10, MakerBps: -0.5, Exit: evidence.Maker, FundingBps: 1}
	stress := evidence.Costs{Name: "stress", TakerBps: 10, MakerBps: -0.5, Exit: evidence.Taker, FundingBps: 1}
	if err != nil || c.Costs != want || c.Stress != stress || c.Fill.SlippageBps != 0.3 || c.Shorts != evidence.LongOnly {
		t.Errorf("error %v; %+v, %+v, slippage %v, shorts: %v", err, c.Costs, c.Stress, c.Fill.SlippageBps, c.Shorts)
	}
	setEnv(t, "TICKBOOK_DATA="+t.TempDir(), "TICKBOOK_SOURCES=binance_spot", "TICKBOOK_SHORTS=yes")
	if config, err = ConfigFromEnv(); err != nil || config.Evidence.Shorts != evidence.WithShorts || config.Evidence.Costs.RoundTripBps() != 20 {
		t.Errorf("error %v, shorts: %v, %+v", err, config.Evidence.Shorts, config.Evidence.Costs)
	}
}

// Both procedures search what is given, and the purge is longer than any
// holding period.
func TestSearchFromEnv(t *testing.T) {
	setEnv(t, "TICKBOOK_DATA="+t.TempDir(), "TICKBOOK_THRESHOLDS=1.5,1", "TICKBOOK_HOLDINGS=15m,4h",
		"TICKBOOK_TAKER_BPS=3", "TICKBOOK_MAKER_BPS=0.5")
	c, err := ConfigFromEnv()
	if err != nil {
		t.Fatal(err)
	}
	if c.Reference.FeeBps != 3.5 || c.Evidence.Costs.RoundTripBps() != 3.5 {
		t.Errorf("round trips for %v and %v bps, want 3.5", c.Reference.FeeBps, c.Evidence.Costs.RoundTripBps())
	}
	want := microstructure.DefaultGrid()
	want.Thresholds, want.Holdings = []float64{1, 1.5}, []microstructure.Horizon{{Name: "15m", Bars: 3}, {Name: "4h", Bars: 48}}
	if !reflect.DeepEqual(c.Reference.Grid, want) || !reflect.DeepEqual(c.Evidence.Grid, want) || c.Evidence.Folds.PurgeBars != 49 {
		t.Errorf("grids %v and %v, purge of %d bars", c.Reference.Grid, c.Evidence.Grid, c.Evidence.Folds.PurgeBars)
	}
	if err := c.Validate(); err != nil {
		t.Error(err)
	}
}

func TestRelativePathsAreThoseOfTheCheckout(t *testing.T) {
	setEnv(t, "TICKBOOK_DATA=somewhere", "TICKBOOK_ACCEPTED=notes/accepted.json", "TICKBOOK_LOOKS=mine.jsonl")
	got, err := ConfigFromEnv()
	if err != nil || got.Dir != filepath.Join(root(t), "somewhere") || got.AcceptedFile != filepath.Join(root(t), "notes", "accepted.json") ||
		got.LooksFile != filepath.Join(root(t), "mine.jsonl") {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestErrorsNameTheVariable(t *testing.T) {
	elsewhere := t.TempDir()
	if err := os.WriteFile(filepath.Join(elsewhere, "go.mod"), []byte("module example.org/other\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for want, variables := range map[string][]string{
		`TICKBOOK_INTERVAL: bars of 7m do not divide a day`:                                                                      {"TICKBOOK_INTERVAL=7m"},
		`TICKBOOK_TEST_START="31.12.2025" is not a date: write it as YYYY-MM-DD`:                                                 {"TICKBOOK_TEST_START=31.12.2025"},
		`TICKBOOK_FROM="soon" is not a date`:                                                                                     {"TICKBOOK_FROM=soon"},
		`TICKBOOK_TO="2025-02-30" is not a date`:                                                                                 {"TICKBOOK_TO=2025-02-30"},
		"TICKBOOK_TO=2025-12-01 is before TICKBOOK_FROM=2025-12-02":                                                              {"TICKBOOK_FROM=2025-12-02", "TICKBOOK_TO=2025-12-01"},
		"TICKBOOK_TEST_START=2025-12-02 leaves nothing to train: choose a day after TICKBOOK_FROM=2025-12-02":                    {"TICKBOOK_TEST_START=2025-12-02", "TICKBOOK_FROM=2025-12-02"},
		"TICKBOOK_TEST_START=2025-12-02 leaves nothing to test: choose a day up to TICKBOOK_TO=2025-12-01":                       {"TICKBOOK_TEST_START=2025-12-02", "TICKBOOK_TO=2025-12-01"},
		`TICKBOOK_SOURCES: sources "a,a", a list of NAME or NAME:LABEL: source "a"`:                                              {"TICKBOOK_SOURCES=a,a"},
		`TICKBOOK_NULL="-1" is not a number of shifts`:                                                                           {"TICKBOOK_NULL=-1"},
		`TICKBOOK_MAKER_BPS="2 %" is not a number of basis points`:                                                               {"TICKBOOK_MAKER_BPS=2 %"},
		`TICKBOOK_FUNDING_BPS="NaN" is not a number of basis points`:                                                             {"TICKBOOK_FUNDING_BPS=NaN"},
		`TICKBOOK_SHORTS: unfit evidence configuration: "never" says nothing of going short`:                                     {"TICKBOOK_SHORTS=never"},
		`TICKBOOK_THRESHOLDS: "0" is not a threshold`:                                                                            {"TICKBOOK_THRESHOLDS=1,0"},
		`TICKBOOK_HOLDINGS: "7m" is not to be had: 7m is not a multiple`:                                                         {"TICKBOOK_HOLDINGS=7m"},
		"TICKBOOK_LOOKS: record of looks: " + elsewhere + " is a directory, not a regular file: give a file, such as ":           {"TICKBOOK_LOOKS=" + elsewhere},
		"TICKBOOK_FAMILY: family ":                                                                                               {"TICKBOOK_FAMILY=../x"},
		`TICKBOOK_NULL="1.5" is not a number of shifts`:                                                                          {"TICKBOOK_NULL=1.5"},
		fmt.Sprintf("no checkout of tickbook at or above %s: set TICKBOOK_DATA to an absolute path", elsewhere):                  {"GONB_DIR=" + elsewhere},
		"TICKBOOK_TEST_START=2030-01-01 leaves nothing to train or nothing to test: there are days from 2025-11-01 to ":          {"TICKBOOK_TEST_START=2030-01-01", "TICKBOOK_SYMBOL=" + symbol, "TICKBOOK_DATA=" + sampleDir(t), "TICKBOOK_SOURCES=binance_futures"},
		"TICKBOOK_FROM=2030-01-01 TICKBOOK_TO=2030-01-02: unfit span of days: there are no trades from 2030-01-01 to 2030-01-02": {"TICKBOOK_FROM=2030-01-01", "TICKBOOK_TO=2030-01-02", "TICKBOOK_SYMBOL=" + symbol, "TICKBOOK_DATA=" + sampleDir(t)},
	} {
		setEnv(t, variables...)
		if _, err := FromEnv(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q:\nerror %v\nwant  %s", variables, err, want)
		}
	}
	setEnv(t, "TICKBOOK_TEST_START=2025-12-02", "TICKBOOK_FROM=2025-12-01", "TICKBOOK_TO=2025-12-02")
	if _, err := ConfigFromEnv(); err != nil {
		t.Error(err)
	}
	if err := nameSpan(errors.ErrUnsupported, dataset.Span{From: "2025-12-01"}); err != errors.ErrUnsupported {
		t.Errorf("an error about something else becomes %v", err)
	}
}
