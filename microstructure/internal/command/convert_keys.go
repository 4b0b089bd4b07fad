package command

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/ingest"
	"github.com/tickbook/tickbook/microstructure/shard"
	"github.com/tickbook/tickbook/microstructure/store"
)

// convertKeys converts this process's days of some conversions, of which each
// is given all files.
func convertKeys(c *cobra.Command, conversions []*conversion, s *shardFlags, results *shard.Lines) error {
	of := map[symbolAt]*conversion{}
	for _, one := range conversions {
		of[symbolAt{one.data.Symbol, one.source}] = one
	}
	check := func(key string) error {
		k, err := shard.ParseKey(key)
		if err == nil && of[symbolAt{k.Symbol, k.Source}] == nil {
			err = fmt.Errorf("%s is not of --symbol and --source", key)
		}
		return err
	}
	runs, w, err := s.takeRuns(c, results, check, func() (keys []string, err error) {
		for _, one := range conversions {
			days, err := one.reachedKeys()
			if err != nil {
				return nil, err
			}
			keys = append(keys, days...)
		}
		slices.Sort(keys)
		return keys, nil
	})
	if err != nil {
		return err
	}
	for i := range runs {
		one := *of[symbolAt{runs[i].symbol, runs[i].source}]
		if err = w.convert(c, &one, &runs[i], nil); err != nil {
			break
		}
	}
	return w.finish(c, err)
}

// takeRuns is this process's part of days that are made with their neighbours.
func (s *shardFlags) takeRuns(c *cobra.Command, results *shard.Lines, check func(key string) error, all func() ([]string, error)) ([]dayRun, *worker, error) {
	part, err := s.part()
	if err != nil {
		return nil, nil, err
	}
	list, err := s.list(c, check, all)
	if err != nil {
		return nil, nil, err
	}
	keys, err := dayKeys(list)
	if err != nil {
		return nil, nil, err
	}
	runs, n := partOf(part, dayRuns(keys))
	return runs, newShardWorker(c, results, n), nil
}

// reachedKeys are the days of which the archives may have rows.
func (c *conversion) reachedKeys() ([]string, error) {
	reached := map[string]bool{}
	for _, g := range c.archives {
		if g.endUS == 0 {
			return nil, fmt.Errorf("it is not known which days %s has: say with --keys which to import", g.path)
		}
		for day := floorDay(g.fromUS); day < g.toUS; day += microstructure.DayUS {
			reached[microstructure.FormatDate(day)] = true
		}
	}
	var keys []string
	for date := range reached {
		keys = append(keys, shard.Key{Symbol: c.data.Symbol, Source: c.source, Date: date}.String())
	}
	return keys, nil
}

// covers reports whether an archive's date covers a day.
func (c *conversion) covers(dayUS int64) bool {
	return slices.ContainsFunc(c.archives, func(g *given) bool { return g.covers(dayUS) })
}

// reaches reports whether an archive may have rows of a day.
func (c *conversion) reaches(dayUS int64) bool {
	return slices.ContainsFunc(c.archives, func(g *given) bool { return g.endUS == 0 || g.reaches(dayUS) })
}

// convert converts a run of days and writes their lines, with the time shared
// evenly among those that were made. lacking, unless nil, says why a day lacks
// an archive: such a day has a line with that error or, if it is a fault, none,
// and the fault is returned when the others are done.
func (w *worker) convert(c *cobra.Command, one *conversion, run *dayRun, lacking func(dayUS int64) error) error {
	one.from, one.to = run.startUS(), run.endUS()
	start := time.Now()
	converted, err := one.run(c.Context(), nil)
	seconds := time.Since(start) / time.Duration(max(1, len(converted.Days)))
	for _, note := range one.notes {
		fmt.Fprintf(c.ErrOrStderr(), "%s, %s: %s\n", run.source, run.symbol, note)
	}
	var fault error
	for _, k := range run.keys {
		line, bad := one.line(k, &converted, err)
		if line.State == shard.Made {
			line.Seconds = shard.Seconds(seconds)
		}
		if lacking != nil {
			if why := lacking(dayStart(k.Date)); why != nil {
				bad = why
			}
		}
		if unavailable(bad) {
			fault = cmp.Or(fault, fmt.Errorf("%s: %w", line.Key, bad))
			continue
		}
		if err := w.add(line, bad); err != nil {
			return err
		}
	}
	return fault
}

// line is a day's, or the error why there is none.
func (c *conversion) line(k shard.Key, r *ingest.Report, failed error) (shard.Line, error) {
	line := shard.Line{Key: k.String(), State: shard.Kept}
	if slices.ContainsFunc(r.Days, func(p microstructure.Provenance) bool { return p.Day == k.Date }) && !c.kept[k.Date] {
		line.State = shard.Made
	}
	var why []string
	for _, f := range r.Failures {
		if slices.Contains(f.Days, k.Date) {
			why = append(why, f.Err.Error())
		}
	}
	if err := c.refused[k.Date]; err != nil {
		why = append(why, err.Error())
	}
	if len(why) > 0 {
		return line, errors.New(strings.Join(why, "; "))
	}
	if failed != nil && line.State != shard.Made {
		return line, failed
	}
	day, err := dataset.ParseDay(c.data.TradesPath(c.source, k.Date))
	if err != nil {
		return line, err
	}
	switch _, err := store.Stat(day.Path); {
	case errors.Is(err, fs.ErrNotExist) && c.reaches(day.StartUS):
		line.Digest = fmt.Sprintf("sha256:%x", sha256.Sum256(nil))
		return line, nil
	case errors.Is(err, fs.ErrNotExist):
		return line, fmt.Errorf("%w: no file that was given has rows of %s", ingest.ErrNoTrades, k.Date)
	}
	info, err := dataset.Inspect(day.Path)
	if err != nil {
		return line, err
	}
	there, err := day.Fingerprint()
	line.Rows, line.Digest = info.Rows, fmt.Sprintf("sha256:%x", there.Footer)
	return line, err
}
