package microstructure

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ParseThresholds reads thresholds of a grid, such as 1,1.5, in any order. They
// come sorted: neighbours in a grid are one step apart.
func ParseThresholds(list string) ([]float64, error) {
	return parseList(list, func(item string) (float64, error) {
		v, err := strconv.ParseFloat(item, 64)
		if err != nil || !(v > 0) || v > 1e6 {
			return 0, fmt.Errorf("%q is not a threshold: give a number above 0, such as 1.5", item)
		}
		return v, nil
	}, func(v float64) float64 { return v })
}

// ParseHorizons reads spans of time, such as holding periods 15m,1h, in any
// order: multiples of the interval of a week at most. They come sorted.
func (i Interval) ParseHorizons(list string) ([]Horizon, error) {
	const most = 7 * 24 * time.Hour
	return parseList(list, func(item string) (Horizon, error) {
		d, err := time.ParseDuration(item)
		if err != nil {
			return Horizon{}, fmt.Errorf("%q is not a span of time: give one such as 30s, 15m or 2h", item)
		}
		if d > most {
			return Horizon{}, fmt.Errorf("%q is not a span of a week at most", item)
		}
		h, err := i.Horizon(d)
		if err != nil {
			return h, fmt.Errorf("%q is not to be had: %w", item, err)
		}
		return h, nil
	}, func(h Horizon) float64 { return float64(h.Bars) })
}

// parseList reads a list whose items differ, separated by commas, and sorts it.
func parseList[T any](list string, parse func(item string) (T, error), size func(T) float64) ([]T, error) {
	var out []T
	for item := range strings.SplitSeq(list, ",") {
		item = strings.TrimSpace(item)
		v, err := parse(item)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(out, func(o T) bool { return size(o) == size(v) }) {
			return nil, fmt.Errorf("%q is twice in %q: a configuration is tried once", item, list)
		}
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b T) int { return cmp.Compare(size(a), size(b)) })
	return out, nil
}
