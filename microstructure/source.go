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
	Interval Interval // length of the bars, without meaning if they are by activity

	Activity Activity // what ends the bars, instead of their length, unless zero
	Ends     []BarEnd // of each bar by activity; nil for bars of a length of time
}

// Validate reports the first bar that does not open after the one before it,
// and columns, Takers or Ends without a value per bar (ErrColumnLengths). A bar
// by activity may open at the time at which the one before it ends.
func (s *SourceBars) Validate() error {
	var bad []error
	if s.Activity != (Activity{}) {
		bad = append(bad, s.checkEnds())
	} else if i := firstNotAfter(times(s.Bars)); i > 0 {
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

// checkEnds reports ends that do not belong to the bars, and the first bar that
// is out of order.
func (s *SourceBars) checkEnds() error {
	if err := s.Activity.Validate(); err != nil {
		return fmt.Errorf("source %q: %w", s.Source.Name, err)
	}
	if len(s.Ends) != len(s.Bars) {
		return fmt.Errorf("source %q: %w: %d Ends of %d bars", s.Source.Name, ErrColumnLengths, len(s.Ends), len(s.Bars))
	}
	for i, e := range s.Ends {
		if open := s.Bars[i].TimestampUS; e.CloseUS < open || i > 0 && open < s.Ends[i-1].CloseUS {
			return fmt.Errorf("source %q: bar %d, from %s to %s, does not follow the bar before it; sort the bars",
				s.Source.Name, i, FormatTime(open), FormatTime(e.CloseUS))
		}
	}
	return nil
}

// oneInterval is the length of the bars of all sources, or an error that names
// the first whose bars are of another.
func oneInterval(sources []SourceBars) (i Interval, err error) {
	if len(sources) > 0 {
		i = sources[0].Interval
	}
	for _, s := range sources {
		if s.Activity != (Activity{}) {
			return i, fmt.Errorf("source %q: %w (%v) of several sources have no common times: place each on bars of a length of time with PlaceBars, and join those",
				s.Source.Name, ErrActivity, s.Activity)
		}
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
