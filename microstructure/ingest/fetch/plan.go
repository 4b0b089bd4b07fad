// Package fetch downloads the exchanges' public trade archives.
//
// Plan lists the files that a span of UTC days needs and Run downloads them
// into the same tree as on the server: several at a time, with retries,
// resuming interrupted downloads, verified by the exchange's checksum if there
// is one and by the archive's own otherwise. A day for which the server has no
// file is looked for in the file of its month. A file appears under its name
// only when it is whole, and of several runs that want the same file one
// fetches it while the others wait. The package imports ingest, for the names
// of sources and the checks of archives. Start at Plan and Run.
package fetch

import (
	"fmt"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/tickbook/tickbook/microstructure/ingest"
	"github.com/tickbook/tickbook/microstructure/internal/field"
)

// A File is one archive to download.
type File struct {
	Date     string // as in its name: 2024-08-08, or 2024-08 for a month; UTC+8 at OKX
	URL      string
	Checksum string // URL of the file with the SHA-256 sum; empty where the exchange has none
	Path     string // where it belongs on disk
	Present  bool   // it is on disk already
	Missing  bool   // the server said that it has no such file
	Bytes    int64  // size on disk or, after Sizes, on the server; -1 if unknown
	// Recheck asks whether the server still has what is on disk.
	Recheck bool

	found bool // the server said that it has it
}

// month reports whether the file holds a month.
func (f *File) month() bool { return len(f.Date) == len("2024-08") }

// A Config says what to download, and how.
type Config struct {
	Source     string    // one of ingest.Sources
	Instrument string    // the source's own name; see ingest.Instrument
	From, To   time.Time // the first and the last UTC day
	Dir        string    // where the archives go
	BaseURL    string    // of a mirror; empty means the exchange's own address
	Agg        bool      // Binance's merged trades, aggTrades, instead of trades
	// Recheck asks of all files whether the server still has what is on disk.
	Recheck bool
	// Verified refuses an archive without a checksum of the exchange, although
	// it publishes some of others.
	Verified bool

	AtOnce   int           // downloads at a time
	Attempts int           // for each file
	Stall    time.Duration // an attempt without a byte for this long is given up
	Backoff  time.Duration // the wait before the second attempt; it doubles from there
	MaxWait  time.Duration // the longest wait, also for Retry-After
	MaxBytes int64         // of one file; a download that is longer is given up
	Progress func(Event)   // unless nil, called as files grow; from several goroutines
}

// An Event reports that a file has grown, or how its download ended.
type Event struct {
	File  File
	Bytes int64 // since the previous event; negative if a download starts anew
	Done  bool
	Err   error // why a finished file is not there
}

// DefaultConfig leaves Source, Instrument, From, To and Dir empty. A month of
// the busiest instrument has less than 16 GiB.
func DefaultConfig() Config {
	return Config{AtOnce: 4, Attempts: 6, Stall: 30 * time.Second, Backoff: time.Second, MaxWait: 2 * time.Minute, MaxBytes: 16 << 30}
}

// Validate reports invalid fields among those that Run uses.
func (c Config) Validate() error {
	var bad field.Check
	bad.AtLeast("AtOnce", c.AtOnce, 1)
	bad.AtLeast("Attempts", c.Attempts, 1)
	bad.That(c.Stall > 0, "Stall", c.Stall, "a time above 0")
	bad.That(c.MaxBytes >= 1, "MaxBytes", c.MaxBytes, "at least 1")
	bad.That(c.Backoff >= 0, "Backoff", c.Backoff, "a time of at least 0")
	bad.That(c.MaxWait >= 0, "MaxWait", c.MaxWait, "a time of at least 0")
	return bad.Err()
}

// A layout describes the paths of a source's archives below its base URL. In
// the names, {i} is the instrument, {k} the kind, {d} the day as 2024-08-08 and
// {m} the month as 2024-08; {dd} and {mm} are the same without hyphens.
type layout struct {
	base     string
	day      string
	month    string // empty where there are no files of months
	checksum bool   // each has a checksum file beside it
	ahead    int    // days of the server's calendar that begin within the last UTC day
	// alone is set where a month's file and those of its days number the same
	// trades differently, so that only one can be used.
	alone bool
}

const (
	binanceURL = "https://data.binance.vision"
	bybitURL   = "https://public.bybit.com"
	okxURL     = "https://www.okx.com"
)

var layouts = map[string]layout{
	"binance_futures":      binance("futures/um"),
	"binance_spot":         binance("spot"),
	"binance_coin_futures": binance("futures/cm"),
	"bybit_futures":        {base: bybitURL, day: "trading/{i}/{i}{d}.csv.gz"},
	"bybit_spot":           {base: bybitURL, day: "spot/{i}/{i}_{d}.csv.gz", month: "spot/{i}/{i}-{m}.csv.gz", alone: true},
	"okx_futures":          okx,
	"okx_spot":             okx,
}

func binance(market string) layout {
	return layout{base: binanceURL, checksum: true,
		day:   "data/" + market + "/daily/{k}/{i}/{i}-{k}-{d}.zip",
		month: "data/" + market + "/monthly/{k}/{i}/{i}-{k}-{m}.zip"}
}

var okx = layout{base: okxURL, ahead: 1,
	day:   "cdn/okex/traderecords/trades/daily/{dd}/{i}-trades-{d}.zip",
	month: "cdn/okex/traderecords/trades/monthly/{mm}/{i}-trades-{m}.zip"}

// maxDays bounds a plan: no exchange has archives of that many days.
const maxDays = 5000

// Plan lists the archives that hold the UTC days From to To. It looks at the
// disk and not at the network: a month whose file is on disk stands for those
// of its days that are not.
func Plan(c Config) ([]File, error) {
	if own, err := ingest.Instrument(c.Source, c.Instrument); err != nil {
		return nil, err
	} else if own != c.Instrument {
		return nil, fmt.Errorf("%q is not %s's own name of an instrument; is it %s?", c.Instrument, c.Source, own)
	}
	l := layouts[c.Source]
	from, to := day(c.From), day(c.To)
	days := (to.Unix()-from.Unix())/86400 + 1
	switch {
	case days < 1:
		return nil, fmt.Errorf("the last day %s is before the first, %s", to.Format(time.DateOnly), from.Format(time.DateOnly))
	case days > maxDays:
		return nil, fmt.Errorf("%s to %s are %d days, more than the %d that any exchange could have archives of; give another span",
			from.Format(time.DateOnly), to.Format(time.DateOnly), days, maxDays)
	case c.Agg && !l.checksum:
		return nil, fmt.Errorf("%s has no aggTrades", c.Source)
	case c.Dir == "":
		return nil, fmt.Errorf("no directory is given to download into")
	}
	if u, err := url.Parse(c.base()); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("base URL %q is not an address such as %s", c.BaseURL, l.base)
	}
	var files []File
	for d := from; !d.After(to.AddDate(0, 0, l.ahead)); d = d.AddDate(0, 0, 1) {
		f := c.file(l.day, d.Format(time.DateOnly))
		if l.month != "" && !f.Present {
			if m := c.monthOf(&f); m.Present {
				f = m
			}
		}
		if n := len(files); n == 0 || files[n-1].Path != f.Path {
			files = append(files, f)
		}
	}
	return files, nil
}

func (c *Config) base() string {
	if c.BaseURL != "" {
		return strings.TrimRight(c.BaseURL, "/")
	}
	return layouts[c.Source].base
}

// file is the archive of a date, as it is on disk.
func (c *Config) file(pattern, date string) File {
	kind := "trades"
	if c.Agg {
		kind = "aggTrades"
	}
	plain := strings.ReplaceAll(date, "-", "")
	name := strings.NewReplacer("{i}", c.Instrument, "{k}", kind, "{d}", date, "{m}", date, "{dd}", plain, "{mm}", plain).Replace(pattern)
	f := File{Date: date, URL: c.base() + "/" + name, Bytes: -1,
		Path: filepath.Join(c.Dir, c.Source, filepath.FromSlash(path.Clean(name)))}
	if layouts[c.Source].checksum {
		f.Checksum = f.URL + checksumSuffix
	}
	if info, err := os.Stat(f.Path); err == nil && info.Mode().IsRegular() {
		f.Present, f.Bytes = true, info.Size()
	}
	return f
}

// monthOf returns the file of the month of a day's file.
func (c *Config) monthOf(f *File) File {
	return c.file(layouts[c.Source].month, f.Date[:len("2024-08")])
}

// monthsOf lists the files of the months of days' files, if the source has any.
func (c *Config) monthsOf(days []File) (months []File) {
	if layouts[c.Source].month == "" {
		return nil
	}
	for i := range days {
		m := c.monthOf(&days[i])
		if n := len(months); !days[i].month() && (n == 0 || months[n-1].Path != m.Path) {
			months = append(months, m)
		}
	}
	return months
}

func day(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }
