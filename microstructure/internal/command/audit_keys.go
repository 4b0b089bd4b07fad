package command

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/shard"
)

// allSources is in place of the source in the keys of an audit, which compares
// the sources of a day.
const allSources = "all"

func checkAuditKey(key string) error {
	k, err := shard.ParseKey(key)
	if err == nil && k.Source == allSources {
		return nil
	}
	return errors.Join(fmt.Errorf("%q is no key of an audit, which compares the sources of a day: write SYMBOL/%s/YYYY-MM-DD, as in BTCUSDT/%s/2025-11-01", key, allSources, allSources), err)
}

// auditOfKeys reads the files of this process's keys.
func auditOfKeys(c *cobra.Command, in *input, config desk.Config, s *shardFlags) error {
	list, err := s.take(c, checkAuditKey, func() ([]string, error) {
		d, _, err := in.open(config)
		if err != nil {
			return nil, err
		}
		dates, err := audit.Dates(d.Data, d.Config.Sources)
		var keys []string
		for _, date := range dates {
			keys = append(keys, shard.Key{Symbol: config.Symbol, Source: allSources, Date: date}.String())
		}
		return keys, err
	})
	if err != nil {
		return err
	}
	keys, err := dayKeys(list)
	if err != nil {
		return err
	}
	if err := config.Validate(); err != nil {
		return err
	}
	if err := thereIs(config.Dir); err != nil {
		return err
	}
	w := newShardWorker(c, shard.NewLines(c.OutOrStdout()), len(keys))
	return w.finish(c, bySymbol(keys, func(symbol string, keys []shard.Key) error {
		config.Symbol = symbol
		return auditSymbol(c, w, config, keys)
	}))
}

func auditSymbol(c *cobra.Command, w *worker, config desk.Config, keys []shard.Key) error {
	key := func(date string) string {
		return shard.Key{Symbol: config.Symbol, Source: allSources, Date: date}.String()
	}
	var dates []string
	for _, k := range keys {
		dates = append(dates, k.Date)
	}
	d, err := desk.Open(config)
	var known []string
	if err == nil {
		known, err = audit.Dates(d.Data, d.Config.Sources)
	}
	for _, date := range dates {
		why := err
		if why == nil && !slices.Contains(known, date) {
			why = fmt.Errorf("no source of %s has a file of that day; fetch or import the day, or leave the key out", config.Symbol)
		}
		if why != nil {
			if err := w.add(shard.Line{Key: key(date)}, why); err != nil {
				return err
			}
		}
	}
	if err != nil {
		return nil
	}
	dates = slices.DeleteFunc(dates, func(date string) bool { return !slices.Contains(known, date) })
	return audit.EachDate(c.Context(), d.Data, d.Config.Sources, dates, d.AuditConfig(), func(r audit.DateRead) error {
		line := shard.Line{Key: key(r.Date), Rows: r.Rows, Seconds: shard.Seconds(r.Duration), Digest: "sha256:" + r.Digest, State: shard.Made}
		if r.Served {
			line.State = shard.Kept
		}
		if r.Err == nil && !r.Kept {
			printWarnings(c, []string{line.Key + ": the figures " + notKept})
		}
		return w.add(line, r.Err)
	})
}
