package command

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/shard"
)

// A planned key, with its estimates.
type planned struct {
	key            string
	symbol, source string
	date           string  // of a day; empty for a study
	rows           float64 // of trades that are read
	bytes          float64 // of the file of trades
	archives       float64 // bytes of archives that are kept
	seconds        float64 // of a core, beside those for the rows
	assumed        bool    // it is not on disk
}

// plannedDay is the key of a day.
func plannedDay(symbol, source, date string) planned {
	return planned{key: shard.Key{Symbol: symbol, Source: source, Date: date}.String(), symbol: symbol, source: source, date: date}
}

// keys are sorted.
func (p *planFlags) keys(c *cobra.Command) ([]planned, error) {
	span, err := p.span.parse()
	if err != nil {
		return nil, err
	}
	symbols := unique(p.symbols)
	if len(symbols) == 0 {
		if p.work == "fetch" {
			return nil, errors.New("--work fetch needs to know what to fetch: give --symbol")
		}
		if err := thereIs(p.dataDir); err != nil {
			return nil, err
		}
		if symbols, err = dataset.Symbols(p.dataDir); err != nil {
			return nil, err
		}
		if len(symbols) == 0 {
			return nil, fmt.Errorf("--data %s: %w: it has no SYMBOL/trades", p.dataDir, dataset.ErrNoSymbol)
		}
	}
	var all []planned
	for _, symbol := range symbols {
		of := p.onDisk
		if p.work == "fetch" {
			of = p.toFetch
		}
		keys, err := of(c, symbol, span)
		if err != nil {
			return nil, err
		}
		all = append(all, keys...)
	}
	slices.SortFunc(all, func(a, b planned) int { return strings.Compare(a.key, b.key) })
	return all, nil
}

// onDisk plans the days of a symbol that have files.
func (p *planFlags) onDisk(c *cobra.Command, symbol string, span dataset.Span) ([]planned, error) {
	data, err := dataset.Open(p.dataDir, symbol)
	if err == nil {
		data, err = data.Within(span)
	}
	if err != nil {
		return nil, p.span.name(err)
	}
	sources := unique(p.sources)
	if len(sources) == 0 {
		if sources, err = data.Sources(); err != nil {
			return nil, err
		}
	}
	var all []planned
	for _, source := range sources {
		days, err := data.Days(source)
		if err != nil {
			return nil, p.span.name(err)
		}
		for _, day := range days {
			if err := c.Context().Err(); err != nil {
				return nil, err
			}
			all = append(all, p.ofFile(plannedDay(symbol, source, day.Date), day))
		}
	}
	switch p.work {
	case "audit":
		all = together(all)
	case "study":
		all = p.studied(symbol, together(all))
	}
	return all, nil
}

// ofFile has the rows and bytes of a file; those of one that cannot be read are
// assumed, as its key will say why.
func (p *planFlags) ofFile(k planned, day dataset.Day) planned {
	info, err := dataset.Inspect(day.Path)
	there, unread := day.Fingerprint()
	if err != nil || unread != nil {
		return p.assume(k)
	}
	k.rows, k.bytes = float64(info.Rows), float64(there.Size)
	return k
}

// assume has the rows and bytes of a day that is not on disk.
func (p *planFlags) assume(k planned) planned {
	k.rows, k.bytes, k.assumed = p.assumed.rowsPerDay, p.assumed.rowsPerDay*p.assumed.bytesPerRow, true
	return k
}

// together are the keys of an audit, which has one for all sources of a day.
func together(keys []planned) []planned {
	of := map[string]*planned{}
	var dates []string
	for _, k := range keys {
		sum := of[k.date]
		if sum == nil {
			day := plannedDay(k.symbol, allSources, k.date)
			sum = &day
			of[k.date] = sum
			dates = append(dates, k.date)
		}
		sum.rows, sum.bytes, sum.assumed = sum.rows+k.rows, sum.bytes+k.bytes, sum.assumed || k.assumed
	}
	var out []planned
	for _, date := range dates {
		out = append(out, *of[date])
	}
	return out
}

// studied are the keys of a symbol's study: its evidence, which reads its days,
// and the runs of its null control.
func (p *planFlags) studied(symbol string, days []planned) []planned {
	all := studyKeysOf([]string{symbol}, p.runs)
	var out []planned
	for _, name := range slices.Sorted(maps.Keys(all)) {
		k := planned{key: name, symbol: symbol, source: allSources, seconds: nullSecondsPerDay * float64(len(days))}
		if all[name].run == evidenceRun {
			k.seconds = evidenceSecondsPerDay * float64(len(days))
			for _, day := range days {
				k.rows, k.bytes, k.assumed = k.rows+day.rows, k.bytes+day.bytes, k.assumed || day.assumed
			}
		}
		out = append(out, k)
	}
	return out
}

// toFetch plans all days of a span.
func (p *planFlags) toFetch(_ *cobra.Command, symbol string, span dataset.Span) ([]planned, error) {
	data, err := dataset.New(p.dataDir, symbol)
	if err != nil {
		return nil, err
	}
	if span.From == "" || span.To == "" {
		return nil, errors.New("--work fetch needs to know which days: give --from and --to")
	}
	if err := span.Validate(); err != nil {
		return nil, p.span.name(err)
	}
	sources := unique(p.sources)
	if len(sources) == 0 {
		sources = microstructure.SourceNames(microstructure.DefaultSources())
	}
	if err := checkSources(sources); err != nil {
		return nil, err
	}
	from, to := dayStart(span.From), dayStart(span.To)
	if days := (to-from)/microstructure.DayUS + 1; days > mostDaysPlanned {
		return nil, fmt.Errorf("%s are more than the %s that any exchange could have archives of; give another span", text.Plural(days, "day"), text.Count(mostDaysPlanned))
	}
	var all []planned
	for _, source := range sources {
		there, err := sourceDays(data, source)
		if err != nil {
			return nil, err
		}
		of := map[string]dataset.Day{}
		for _, day := range there {
			of[day.Date] = day
		}
		for us := from; us <= to; us += microstructure.DayUS {
			k := plannedDay(symbol, source, time.UnixMicro(us).UTC().Format(time.DateOnly))
			if day, ok := of[k.date]; ok {
				k = p.ofFile(k, day)
			} else {
				k = p.assume(k)
			}
			k.archives = k.rows * p.assumed.archivePerRow
			all = append(all, k)
		}
	}
	return all, nil
}
