package main

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// A spread is the median of several measurements, and the least and the largest
// of them.
type spread struct {
	Median float64 `json:"median"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
}

// spreadOf requires at least one value.
func spreadOf(values []float64) spread {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	return spread{(sorted[(n-1)/2] + sorted[n/2]) / 2, sorted[0], sorted[n-1]}
}

// A speed is the rate at which a program makes bars, in million trades/s.
type speed struct {
	Data    string  `json:"data"`
	Program string  `json:"program"`
	Trades  int64   `json:"trades"`
	Bars    int64   `json:"bars"`
	Warm    spread  `json:"warm_mtrades_per_s"`
	First   spread  `json:"first_mtrades_per_s"`
	PeakMB  float64 `json:"peak_rss_mb"`      // the largest of all rounds
	Ratio   *spread `json:"tickbook_over_it"` // of warm rates, over rounds; nil for tickbook itself
}

// An importRate is the rate at which a program turns archives into parquet, in
// million trades/s.
type importRate struct {
	Archives      string  `json:"archives"`
	Program       string  `json:"program"`
	Trades        int64   `json:"trades"`
	Rate          spread  `json:"mtrades_per_s"`
	CPU           spread  `json:"cpu_us_per_trade"` // of the whole process
	PeakMB        spread  `json:"peak_rss_mb"`      // of the whole process
	BytesPerTrade float64 `json:"bytes_per_trade"`  // of the parquet files
	Ratio         *spread `json:"tickbook_over_it"` // of rates, over rounds; nil for tickbook itself
}

// A step is the time that a program took for another step, in ms.
type step struct {
	What    string  `json:"what"`
	Program string  `json:"program"`
	MS      spread  `json:"ms"`
	Ratio   *spread `json:"tickbook_times_faster"`
}

// A target is a measured figure with its required value.
type target struct {
	What     string  `json:"what"`
	Measured spread  `json:"measured"`
	Unit     string  `json:"unit"`
	Required float64 `json:"required"` // 0: none
	Aim      float64 `json:"aim"`      // 0: none
	AtMost   bool    `json:"at_most"`  // Required and Aim are upper bounds
	Note     string  `json:"note,omitempty"`
}

// verdict compares the median with the target.
func (t target) verdict() string {
	reached := func(bound float64) bool {
		if t.AtMost {
			return t.Measured.Median <= bound
		}
		return t.Measured.Median >= bound
	}
	switch {
	case t.Aim != 0 && reached(t.Aim):
		return "aim reached"
	case t.Required != 0 && !reached(t.Required):
		return "MISSED"
	case t.Required != 0:
		return "met"
	case t.Aim != 0:
		return "below the aim"
	}
	return ""
}

// results hold all measurements.
type results struct {
	Machine  machine      `json:"machine"`
	Rounds   int          `json:"rounds"`
	Quick    bool         `json:"quick"`
	Speeds   []speed      `json:"speeds"`
	Imports  []importRate `json:"imports"`
	Steps    []step       `json:"steps"`
	Spans    []spanCost   `json:"spans,omitempty"`
	Targets  []target     `json:"targets"`
	Failures []string     `json:"failures"`
}

func (r *results) add(t target) { r.Targets = append(r.Targets, t) }

// digest is a short hash of some content.
func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:4])
}

// paired is the spread of x[i] over y[i], which have equal length.
func paired(x, y []float64) spread {
	ratios := make([]float64, len(x))
	for i := range ratios {
		ratios[i] = x[i] / y[i]
	}
	return spreadOf(ratios)
}
