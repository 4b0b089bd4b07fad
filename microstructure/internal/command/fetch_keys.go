package command

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/ingest/fetch"
	"github.com/tickbook/tickbook/microstructure/shard"
)

// runKeys fetches and converts this process's days.
func (f *fetchFlags) runKeys(c *cobra.Command) error {
	results := shard.NewLines(c.OutOrStdout())
	resultsAlone(c)
	if err := f.shards.exclude(c, "plan", "no-import"); err != nil {
		return err
	}
	if f.until != "" || f.to == "yesterday" {
		return errors.New("parts of a span must agree on its last day, whatever is there and whatever their clocks say: give it as --to YYYY-MM-DD")
	}
	from, to, err := f.span(nil, time.Now())
	if err != nil {
		return err
	}
	if err := checkSources(f.sources); err != nil {
		return err
	}
	check := func(key string) error {
		k, err := shard.ParseKey(key)
		if err != nil {
			return err
		}
		if err := checkSources([]string{k.Source}); err != nil {
			return err
		}
		if k.Date < f.from || k.Date > f.to {
			return fmt.Errorf("%s is not within --from %s --to %s, the span of all keys", key, f.from, f.to)
		}
		return nil
	}
	runs, w, err := f.shards.takeRuns(c, results, check, func() (keys []string, err error) {
		pairs := f.pairs()
		if _, err := f.plansOf(c, pairs); err != nil {
			return nil, err
		}
		for _, pair := range pairs {
			for day := from; !day.After(to); day = day.AddDate(0, 0, 1) {
				keys = append(keys, shard.Key{Symbol: pair.symbol, Source: pair.source, Date: day.Format(time.DateOnly)}.String())
			}
		}
		slices.Sort(keys)
		return keys, nil
	})
	if err != nil {
		return err
	}
	var pairs []symbolAt
	f.symbols = nil
	for _, r := range runs {
		pairs, f.symbols = append(pairs, symbolAt{r.symbol, r.source}), append(f.symbols, r.symbol)
	}
	f.symbols = unique(f.symbols)
	plans, err := f.plansOf(c, pairs)
	if err != nil {
		return err
	}
	var faults []error
	for i := range runs {
		err := f.fetchRun(c, w, plans[symbolAt{runs[i].symbol, runs[i].source}], &runs[i])
		_, away := errors.AsType[*fetch.UnavailableError](err) // others may not be
		if err != nil && (!away || c.Context().Err() != nil) {
			return w.finish(c, err)
		}
		faults = append(faults, err)
	}
	return w.finish(c, errors.Join(faults...))
}

// plansOf plans symbols at sources, so that what is wrong with their names,
// sizes and span is said before anything is fetched.
func (f *fetchFlags) plansOf(c *cobra.Command, pairs []symbolAt) (map[symbolAt]*sourcePlan, error) {
	list, err := f.planOf(c.Context(), slices.Compact(pairs), time.Now(), func(p *sourcePlan) error {
		_, err := fetch.Plan(p.config) // each run has files of its own
		return err
	})
	if err != nil {
		return nil, err
	}
	plans := map[symbolAt]*sourcePlan{}
	for _, p := range list {
		plans[symbolAt{p.data.Symbol, p.source}] = p
	}
	return plans, nil
}

// fetchRun downloads the archives that a run of days is made of, its
// neighbours' within the span included, and converts the days.
func (f *fetchFlags) fetchRun(c *cobra.Command, w *worker, of *sourcePlan, run *dayRun) error {
	p := *of
	first, last := time.UnixMicro(run.startUS()).UTC(), time.UnixMicro(run.endUS()).UTC() // one day before and one after
	if before := first.AddDate(0, 0, -1); before.After(p.config.From) {
		p.config.From = before
	}
	if last.Before(p.config.To) {
		p.config.To = last
	}
	if err := p.list(false); err != nil {
		return err
	}
	report, err := download(c, &p)
	if err != nil {
		return err
	}
	p.archives = report.Archives(p.source)
	one := p.conversion()
	one.force = f.force
	return w.convert(c, one, run, func(dayUS int64) error {
		for _, failure := range report.Failed {
			if g := newGiven(p.source, failure.File.Path); g.reaches(dayUS) && (unavailable(failure.Err) || g.covers(dayUS)) {
				return failureError(failure, &p)
			}
		}
		for _, file := range report.Missing {
			if g := newGiven(p.source, file.Path); g.covers(dayUS) && !one.covers(dayUS) {
				return fmt.Errorf("%w: %s: the exchange has no archive of that day", fetch.ErrMissing, file.URL)
			}
		}
		return nil
	})
}

// unavailable reports whether a later attempt may succeed.
func unavailable(err error) bool {
	_, ok := errors.AsType[*fetch.UnavailableError](err)
	return ok || shard.IsFault(err)
}
