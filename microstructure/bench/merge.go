package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
)

// merge writes the results of several runs as those of one, with their picture,
// and shows them.
func merge(_ context.Context, args []string) error {
	if len(args) < 3 {
		return errors.New("usage: bench merge DIR FIRST.json SECOND.json [THIRD.json]")
	}
	var all []results
	for _, path := range args[1:] {
		r, err := readResults(path)
		if err != nil {
			return err
		}
		all = append(all, r)
	}
	r, err := merged(all)
	if err != nil {
		return err
	}
	return (&bench{dir: args[0], results: r}).write()
}

func readResults(path string) (r results, err error) {
	content, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(content, &r)
	}
	if err != nil {
		return r, fmt.Errorf("%s: %w", path, err)
	}
	return r, nil
}

// merged takes the median of the runs' medians, and the least and the largest
// of all that was measured; of other numbers the largest. The runs are whole
// ones of the same commit on the same machine.
func merged(runs []results) (out results, err error) {
	rounds := 0
	trees := make([]any, len(runs))
	for i, r := range runs {
		if r.Quick || len(r.Failures) > 0 {
			return out, fmt.Errorf("run %d is a quick one, or lacks a part: %q", i+1, r.Failures)
		}
		rounds += r.Rounds
		r.Machine.Load, r.Machine.Date = runs[0].Machine.Load, runs[0].Machine.Date
		content, err := json.Marshal(r)
		if err == nil {
			err = json.Unmarshal(content, &trees[i])
		}
		if err != nil {
			return out, err
		}
	}
	tree, err := mergedTree("results", trees)
	if err != nil {
		return out, err
	}
	content, err := json.Marshal(tree)
	if err == nil {
		err = json.Unmarshal(content, &out)
	}
	out.Rounds = rounds
	return out, err
}

// mergedTree merges values of JSON that are in the same place.
func mergedTree(place string, values []any) (any, error) {
	differ := fmt.Errorf("%s differs between the runs: %.200q", place, fmt.Sprint(values))
	switch first := values[0].(type) {
	case map[string]any:
		out := map[string]any{}
		for key := range first {
			var below []any
			for _, v := range values {
				m, ok := v.(map[string]any)
				if !ok || len(m) != len(first) {
					return nil, differ
				}
				below = append(below, m[key])
			}
			switch key {
			case "median", "low", "high":
				numbers := make([]float64, len(below))
				for i, v := range below {
					var ok bool
					if numbers[i], ok = v.(float64); !ok {
						return nil, differ
					}
				}
				s := spreadOf(numbers)
				out[key] = map[string]float64{"median": s.Median, "low": s.Low, "high": s.High}[key]
			case "note": // of this run's own
				out[key] = below[0]
			default:
				merged, err := mergedTree(place+"."+key, below)
				if err != nil {
					return nil, err
				}
				out[key] = merged
			}
		}
		return out, nil
	case []any:
		out := make([]any, len(first))
		for i := range first {
			var below []any
			for _, v := range values {
				list, ok := v.([]any)
				if !ok || len(list) != len(first) {
					return nil, differ
				}
				below = append(below, list[i])
			}
			var err error
			if out[i], err = mergedTree(fmt.Sprintf("%s[%d]", place, i), below); err != nil {
				return nil, err
			}
		}
		return out, nil
	case float64:
		for _, v := range values[1:] {
			number, ok := v.(float64)
			if !ok {
				return nil, differ
			}
			first = max(first, number)
		}
		return first, nil
	}
	for _, v := range values[1:] {
		if v != values[0] {
			return nil, differ
		}
	}
	return values[0], nil
}
