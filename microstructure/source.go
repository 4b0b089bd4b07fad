package microstructure

import (
	"errors"
	"fmt"
	"strings"
)

// A Source is one venue's stream of trades.
type Source struct {
	Name  string // directory name, such as binance_futures
	Label string // short name for columns, such as bn
}

// Spot reports whether the source is a spot market, by its name: such names end
// in _spot.
func (s Source) Spot() bool { return s.Name == "spot" || strings.HasSuffix(s.Name, "_spot") }

// SourceBars are the bars of one source in time order.
type SourceBars struct {
	Source   Source
	Bars     []Bar
	Own      []Column // of TickFeatures, with a value per bar
	Takers   []Takers // of each bar; nil unless they were asked for
	Interval Interval // length of the bars
}

// Validate reports the first bar that does not open after the one before it,
// and columns or Takers without a value per bar (ErrColumnLengths).
func (s *SourceBars) Validate() error {
	var bad []error
	if i := firstNotAfter(times(s.Bars)); i > 0 {
		bad = append(bad, fmt.Errorf("source %q: bar %d opens at %s, not after the bar before it; sort the bars and drop doubles",
			s.Source.Name, i, FormatTime(s.Bars[i].TimestampUS)))
	}
	if n := len(s.Takers); n > 0 && n != len(s.Bars) {
		bad = append(bad, fmt.Errorf("source %q: %w: %d Takers of %d bars", s.Source.Name, ErrColumnLengths, n, len(s.Bars)))
	}
	for _, c := range s.Own {
		if len(c.Values) != len(s.Bars) {
			bad = append(bad, fmt.Errorf("source %q: %w: column %q has %d values of %d bars", s.Source.Name, ErrColumnLengths, c.Name, len(c.Values), len(s.Bars)))
		}
	}
	return errors.Join(bad...)
}

// oneInterval is the length of the bars of all sources, or an error that names
// the first whose bars are of another.
func oneInterval(sources []SourceBars) (i Interval, err error) {
	if len(sources) > 0 {
		i = sources[0].Interval
	}
	for _, s := range sources {
		if s.Interval != i {
			return i, fmt.Errorf("source %q has bars of %v, source %q of %v; build both with the same length", sources[0].Source.Name, i, s.Source.Name, s.Interval)
		}
	}
	return i, nil
}

// firstNotAfter is the place of the first time that is not after the one before
// it, 0 if there is none.
func firstNotAfter(ts []int64) int {
	for i := 1; i < len(ts); i++ {
		if ts[i] <= ts[i-1] {
			return i
		}
	}
	return 0
}

// A Column is a named column of numbers; NaN is missing.
type Column struct {
	Name   string
	Values []float64
}

// knownLabels are the default labels of known sources.
var knownLabels = map[string]string{
	"binance_futures":      "bn",
	"bybit_futures":        "bb",
	"okx_futures":          "okx",
	"binance_spot":         "bns",
	"bybit_spot":           "bbs",
	"okx_spot":             "okxs",
	"binance_coin_futures": "bnc",
}

// DefaultSources are the three futures venues of the reference study. The
// first one leads: its closes are traded.
func DefaultSources() []Source {
	return []Source{{"binance_futures", "bn"}, {"bybit_futures", "bb"}, {"okx_futures", "okx"}}
}

// ParseSources reads a list such as binance_futures,kraken_futures:kr. A
// source without a label gets its usual one, or else its own name.
func ParseSources(list string) ([]Source, error) {
	var out []Source
	for _, item := range strings.Split(list, ",") {
		name, label, labelled := strings.Cut(strings.TrimSpace(item), ":")
		if !labelled {
			if label = knownLabels[name]; label == "" {
				label = name
			}
		}
		out = append(out, Source{name, label})
	}
	if err := CheckSources(out); err != nil {
		return nil, fmt.Errorf("sources %q, a list of NAME or NAME:LABEL: %w", list, err)
	}
	return out, nil
}

// SourceList formats sources in the form of ParseSources.
func SourceList(sources []Source) string {
	items := make([]string, len(sources))
	for i, s := range sources {
		items[i] = s.Name + ":" + s.Label
	}
	return strings.Join(items, ",")
}

// SourceNames lists the names.
func SourceNames(sources []Source) []string {
	names := make([]string, len(sources))
	for i, s := range sources {
		names[i] = s.Name
	}
	return names
}
