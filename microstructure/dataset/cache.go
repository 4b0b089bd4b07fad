package dataset

import (
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
	"github.com/tickbook/tickbook/microstructure/store"
)

// FeatureVersion is the version of the feature definitions. Bars cached under
// another version are built again: raise it when a formula changes or a column
// is added.
const FeatureVersion = 1

// barFileVersion is the version of the format of bar files: raise it when the
// format changes.
const barFileVersion = 3

// activityVersion is the version of the rules by which bars by activity end:
// raise it when they change.
const activityVersion = 1

// Metadata keys of files of bars.
const (
	keyMadeFrom = "tickbook.bars.made_from"
	keyTrades   = "tickbook.bars.trades"
)

// A barCache keeps bars in files, each with a description of what it was made
// from. It is safe for concurrent use, by several processes too: files appear
// complete, and two builders of one day write the same bytes.
type barCache struct {
	dir        string // holds SOURCE/YYYY-MM-DD.parquet
	intervalUS int64
	activity   microstructure.Activity // instead of intervalUS, unless zero
	problem    atomic.Pointer[error]   // the first failure to write a file
}

// A dayBars holds a day's bars and what was learnt when they were made.
type dayBars struct {
	bars      []microstructure.Bar
	takers    []microstructure.Takers // of bars, where the job asks for them
	ends      []microstructure.BarEnd // of bars by activity
	trades    int64
	synthetic string // what simulated the trades; empty for real trades
}

// unwritable is the first failure to write a file, after which none is written.
func (c *barCache) unwritable() error {
	if err := c.problem.Load(); err != nil {
		return *err
	}
	return nil
}

func (c *barCache) folder(source string) string { return store.Join(c.dir, source) }

func (c *barCache) path(source string, day Day) string {
	name := day.Date
	switch {
	case c.byActivity():
		name += "_" + strings.ReplaceAll(c.activity.String(), ":", "-")
	case c.intervalUS != microstructure.IntervalUS:
		name += "_" + strconv.FormatInt(c.intervalUS, 10) + "us"
	}
	return store.Join(c.folder(source), name+extension)
}

func (c *barCache) byActivity() bool { return c.activity != (microstructure.Activity{}) }

// kind says what ends the bars.
func (c *barCache) kind() string {
	if c.byActivity() {
		return fmt.Sprintf("activity_version=%d activity=%v", activityVersion, c.activity)
	}
	return fmt.Sprintf("interval_us=%d", c.intervalUS)
}

// madeFrom describes what the bars of a file of trades are made from.
func (c *barCache) madeFrom(input Fingerprint) string {
	return fmt.Sprintf("version=%d features=%d %s %v", barFileVersion, FeatureVersion, c.kind(), input)
}

// load reads the bars of a day, into slot if they fit. ok reports whether they
// are cached and made from the same input; err is set if the file is damaged.
func (c *barCache) load(path, madeFrom string, slot []microstructure.Bar, r *barReader) (d dayBars, ok bool, err error) {
	_, err = r.opened(path, func(f *parquetio.File) (err error) {
		if f.Value(keyMadeFrom) != madeFrom {
			return nil
		}
		if d.trades, err = strconv.ParseInt(f.Value(keyTrades), 10, 64); err != nil {
			return err
		}
		d.synthetic = f.Value(microstructure.SyntheticKey)
		d.bars, err = r.decode(f, slot)
		if err == nil && c.byActivity() {
			d.ends, err = r.ends(f, len(d.bars))
		}
		ok = err == nil
		return err
	})
	if !ok {
		d = dayBars{}
	}
	return d, ok, err
}

// store writes the bars of a day.
func (c *barCache) store(path, madeFrom string, d *dayBars) error {
	metadata := map[string]string{keyMadeFrom: madeFrom, keyTrades: strconv.FormatInt(d.trades, 10)}
	if d.synthetic != "" {
		metadata[microstructure.SyntheticKey] = d.synthetic
	}
	encode := encodeBars
	if c.byActivity() {
		encode = encodeActivityBars
	}
	data, err := encode(d, metadata)
	if err != nil {
		return err
	}
	return store.WriteCache(path, data)
}
