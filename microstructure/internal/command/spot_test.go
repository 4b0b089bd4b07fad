package command

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure/result"
)

// A spot pair pays spot fees and is never sold short, unless told otherwise,
// and the verdict says what it assumes.
func TestStudyOfASpotPair(t *testing.T) {
	if testing.Short() {
		t.Skip("whole studies take seconds")
	}
	data, out := t.TempDir(), t.TempDir()
	mustRun(t, "synth", "--out", data, "--symbol", "ETHUSDT", "--sources", "binance_spot:sp", "--edge-bps", "80", "--seed", "3", "--price", "3500", "--trades-per-bar", "12", "--days", "45")
	study := func(more ...string) string {
		return mustRun(t, append([]string{"study", "--data", data, "--symbol", "ETHUSDT", "--sources", "binance_spot", "--out", out}, more...)...)
	}

	said := study()
	for _, want := range []string{
		"assumed: fees of 10 bps for taking and 10 bps for resting, tier 0 of binance_spot as of 2026-10-02; long only, since binance_spot is a spot market\n",
		"The record breaks even at fees of ", "and goes short, though binance_spot is a spot market",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("the study does not say %q:\n%s", want, said)
		}
	}
	directions, fees, open := roundTrips(t, out)
	if len(directions) != 1 || directions["1"] == 0 || len(fees) != 1 || fees["20"] == 0 || len(open) > min(1, open["10"]) {
		t.Errorf("directions %v, fees of round trips %v, of open ones %v", directions, fees, open)
	}
	var summary result.Summary
	text, err := os.ReadFile(filepath.Join(out, "summary.json"))
	must(t, err, json.Unmarshal(text, &summary))
	if b := summary.Verdict.BreakEven; b == nil || b.LowerBps == nil || !(*b.LowerBps < b.Bps && b.Bps > 20) || b.FirstTier == nil || *b.FirstTier != "tier 0 of binance_spot" {
		t.Errorf("break-even %+v", b)
	}

	said = study("--taker-bps", "4", "--maker-bps", "-1", "--slippage-bps", "0.5", "--funding-bps", "1", "--shorts", "yes")
	if want := "assumed: fees of 4 bps for taking and −1 bps for resting, as given; 0.5 bps of slippage for each order that takes; " +
		"going short on binance_spot, a spot market, is possible and costs nothing; longs pay shorts a funding of 1 bps per 8 hours, as there are no data of it\n"; !strings.Contains(said, want) {
		t.Errorf("the study does not say %q:\n%s", want, said)
	}
	directions, fees, open = roundTrips(t, out)
	if directions["1"] == 0 || directions["-1"] == 0 || fees["3"] == 0 || fees["8"] == 0 || len(fees) != 2 || len(open) > min(1, open["4"]) {
		t.Errorf("directions %v, fees of round trips %v, of open ones %v", directions, fees, open)
	}
	for want, flags := range map[string][]string{
		"--shorts: ":                                 {"--shorts", "maybe"},
		"--taker-bps NaN: give a number":             {"--taker-bps", "NaN"},
		"--taker-bps -3: give a number from 0 to":    {"--taker-bps", "-3"},
		"--slippage-bps -1: give a number from 0 to": {"--slippage-bps", "-1"},
		"invalid argument \"x":                       {"--funding-bps", "x"},
	} {
		if _, _, err := tickbook(t, append([]string{"study", "--data", data, "--symbol", "ETHUSDT", "--sources", "binance_spot", "--out", out}, flags...)...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: error %v, want %q", flags, err, want)
		}
	}
}

// roundTrips counts the out-of-sample round trips by direction and by fee,
// those apart that the end left open, which have paid for the entry alone.
func roundTrips(t *testing.T, dir string) (directions, fees, open map[string]int) {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "trades_walk_forward.csv"))
	must(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	must(t, err)
	directions, fees, open = map[string]int{}, map[string]int{}, map[string]int{}
	for _, row := range rows[1:] {
		cell := func(name string) string { return row[slices.Index(rows[0], name)] }
		directions[cell("direction")]++
		fee, err := strconv.ParseFloat(cell("fee_bps"), 64)
		must(t, err)
		if cell("open") == "1" {
			open[fmt.Sprint(fee)]++
		} else {
			fees[fmt.Sprint(fee)]++
		}
	}
	return directions, fees, open
}
