package command

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/shard"
)

// featuresOfKeys builds the bars of this process's keys, each day by itself.
func featuresOfKeys(c *cobra.Command, in *input, config desk.Config, s *shardFlags) error {
	if err := config.Validate(); err != nil {
		return err
	}
	if err := thereIs(config.Dir); err != nil {
		return err
	}
	list, err := s.take(c, checkDayKey, func() ([]string, error) { return in.dayKeys(config) })
	if err != nil {
		return err
	}
	keys, err := dayKeys(list)
	if err != nil {
		return err
	}
	w := newShardWorker(c, shard.NewLines(c.OutOrStdout()), len(keys))
	return w.finish(c, bySymbol(keys, func(symbol string, keys []shard.Key) error { return buildSymbol(c, w, config, symbol, keys) }))
}

// dayKeys lists the days that the command would work on without --shard.
func (in *input) dayKeys(config desk.Config) ([]string, error) {
	d, days, err := in.open(config)
	if err != nil {
		return nil, err
	}
	var keys []string
	for i, source := range d.Config.Sources {
		for _, day := range days[i] {
			keys = append(keys, shard.Key{Symbol: config.Symbol, Source: source.Name, Date: day.Date}.String())
		}
	}
	slices.Sort(keys)
	return keys, nil
}

func buildSymbol(c *cobra.Command, w *worker, config desk.Config, symbol string, keys []shard.Key) error {
	data, noSymbol := dataset.Open(config.Dir, symbol)
	var days []dataset.SourceDay
	files := newDayFiles(data)
	for _, key := range keys {
		day, err := dataset.Day{}, noSymbol
		if err == nil {
			day, err = files.of(key)
		}
		if err != nil {
			if err := w.add(shard.Line{Key: key.String()}, err); err != nil {
				return err
			}
			continue
		}
		days = append(days, dataset.SourceDay{Source: key.Source, Day: day})
	}
	if noSymbol != nil {
		return nil
	}
	build := dataset.DefaultConfig()
	build.IntervalUS, build.Activity = config.Interval.US(), config.Activity
	build.Workers, build.CacheDir = config.Workers, config.CacheDir
	return data.EachDay(c.Context(), days, build, func(d dataset.DayBuild) error {
		printWarnings(c, d.Warnings)
		line := shard.Line{Key: shard.Key{Symbol: symbol, Source: d.Source, Date: d.Date}.String(), Rows: d.Trades,
			Seconds: shard.Seconds(d.Duration), Digest: "sha256:" + d.Digest, State: shard.Made}
		if d.Served {
			line.State = shard.Kept
		}
		if d.Err == nil && !d.Kept {
			printWarnings(c, []string{line.Key + ": the bars " + notKept})
		}
		return w.add(line, d.Err)
	})
}

// dayFiles finds the files of a symbol's days and lists each folder once.
type dayFiles struct {
	data  *dataset.Dataset
	dates map[string]map[string]dataset.Day // by source
	errs  map[string]error
}

func newDayFiles(data *dataset.Dataset) *dayFiles {
	return &dayFiles{data, map[string]map[string]dataset.Day{}, map[string]error{}}
}

func (f *dayFiles) of(key shard.Key) (dataset.Day, error) {
	dates, ok := f.dates[key.Source]
	if !ok {
		dates = map[string]dataset.Day{}
		days, err := f.data.Days(key.Source)
		for _, day := range days {
			dates[day.Date] = day
		}
		f.dates[key.Source], f.errs[key.Source] = dates, err
	}
	if err := f.errs[key.Source]; err != nil {
		return dataset.Day{}, err
	}
	day, ok := dates[key.Date]
	if !ok {
		return dataset.Day{}, fmt.Errorf("%w: there is no file %s; fetch or import the day, or leave the key out",
			dataset.ErrNoTrades, f.data.TradesPath(key.Source, key.Date))
	}
	return day, nil
}
