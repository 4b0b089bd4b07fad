package deploy_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestCosts computes the last table of the page from the two before it.
func TestCosts(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var barsNS, importNS, bytesPerTrade float64
	var trades, days int
	var zippedTB, gbMonthUSD, coreHourUSD, gbitPerSecond float64
	for _, row := range []struct {
		format string
		values []any
	}{
		{"| processor time to build bars, of files that this program wrote | %f ns per trade |", []any{&barsNS}},
		{"| processor time to import Binance's zip archives | %f ns per trade |", []any{&importNS}},
		{"| this program's files | %f bytes per trade |", []any{&bytesPerTrade}},
		{"| trades of 50 symbols on 3 venues in 5 years, %d days of a source | %d |", []any{&days, &trades}},
		{"| their archives, zipped | %f TB |", []any{&zippedTB}},
		{"| an object store, per GB and month (AWS S3 Standard, list price) | %f USD |", []any{&gbMonthUSD}},
		{"| a processor for an hour (spot machines) | %f USD |", []any{&coreHourUSD}},
		{"| a connection | %f Gbit/s |", []any{&gbitPerSecond}},
	} {
		before, _, _ := strings.Cut(row.format, "%")
		at := strings.Index(string(text), "\n"+before)
		if at < 0 {
			t.Fatalf("%s: no such row", before)
		}
		line, _, _ := strings.Cut(string(text)[at+1:], "\n")
		if _, err := fmt.Sscanf(strings.ReplaceAll(line, ",", ""), strings.ReplaceAll(row.format, ",", ""), row.values...); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	if want := 50 * 3 * (5*365 + 1); days != want {
		t.Errorf("%d days of a source, want %d", days, want)
	}
	n := float64(trades)
	hours := func(ns float64) float64 { return n * ns / 1e9 / 3600 }
	for _, want := range []string{
		fmt.Sprintf("| to keep the trades | %.2f TB | %.2f USD per month |", n*bytesPerTrade/1e12, n*bytesPerTrade/1e9*gbMonthUSD),
		fmt.Sprintf("| to import them | %.1f core-hours | %.2f USD |", hours(importNS), hours(importNS)*coreHourUSD),
		fmt.Sprintf("| to build their bars | %.2f core-hours | %.3f USD |", hours(barsNS), hours(barsNS)*coreHourUSD),
		fmt.Sprintf("| to download the archives, on one connection | %.1f hours | |", zippedTB*1e12*8/(gbitPerSecond*1e9)/3600),
	} {
		if !strings.Contains(string(text), "\n"+want+"\n") {
			t.Errorf("the page lacks %q", want)
		}
	}
}
