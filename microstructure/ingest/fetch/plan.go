// Package fetch downloads the exchanges' public trade archives, day by day.
//
// Plan says which files a span of UTC days needs and Run brings them onto disk,
// in the same tree as the server has them in: several at a time, with retries,
// resuming what broke off, verified by the exchange's checksum where there is
// one and by the archive's own otherwise. A file appears under its name only
// when it is whole.
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
)

// A File is one archive to download.
type File struct {
	Day      string // its date, as in 2024-08-08; UTC+8 at OKX
	URL      string
	Checksum string // URL of the file with the SHA-256 sum; empty where the exchange has none
	Path     string // where it belongs on disk
	Present  bool   // it is there already
	Bytes    int64  // of the file on disk or, after Sizes, on the server; -1 while unknown
}

// Options says what is downloaded and how.
type Options struct {
	Source   string    // one of ingest.Sources
	Symbol   string    // see ingest.Instrument
	From, To time.Time // the first and the last UTC day
	Dir      string    // where the archives go
	BaseURL  string    // of a mirror; empty means DefaultBaseURL of the source
	Agg      bool      // Binance's merged trades, aggTrades, instead of trades

	AtOnce   int           // downloads at a time
	Attempts int           // for each file
	Stall    time.Duration // an attempt without a byte for this long is given up
	Backoff  time.Duration // the wait before the second attempt; it doubles from there
	MaxWait  time.Duration // the longest wait that is accepted, also from Retry-After
	Progress func(Event)   // unless nil, told how files grow; from several goroutines
}

// An Event tells that a file has grown, or how its download ended.
type Event struct {
	File  File
	Bytes int64 // that came since the event before; negative when a download starts anew
	Done  bool
	Err   error // why a finished file is not there
}

// DefaultOptions lacks Source, Symbol, From, To and Dir.
func DefaultOptions() Options {
	return Options{AtOnce: 4, Attempts: 6, Stall: 30 * time.Second, Backoff: time.Second, MaxWait: 2 * time.Minute}
}

// layouts are where the archives of each source are, below its base URL.
var layouts = map[string]struct {
	base     string
	file     string // with {i} for the instrument, {d} for 2024-08-08, {c} for 20240808, {k} for the kind
	checksum bool
	ahead    int // days of the server's calendar that begin within the last UTC day
}{
	"binance_futures":      {"https://data.binance.vision", "data/futures/um/daily/{k}/{i}/{i}-{k}-{d}.zip", true, 0},
	"binance_spot":         {"https://data.binance.vision", "data/spot/daily/{k}/{i}/{i}-{k}-{d}.zip", true, 0},
	"binance_coin_futures": {"https://data.binance.vision", "data/futures/cm/daily/{k}/{i}/{i}-{k}-{d}.zip", true, 0},
	"bybit_futures":        {"https://public.bybit.com", "trading/{i}/{i}{d}.csv.gz", false, 0},
	"bybit_spot":           {"https://public.bybit.com", "spot/{i}/{i}_{d}.csv.gz", false, 0},
	"okx_futures":          {"https://www.okx.com", "cdn/okex/traderecords/trades/daily/{c}/{i}-trades-{d}.zip", false, 1},
	"okx_spot":             {"https://www.okx.com", "cdn/okex/traderecords/trades/daily/{c}/{i}-trades-{d}.zip", false, 1},
}

// DefaultBaseURL is the exchange's own address of a source's archives, empty
// for a source that is not known.
func DefaultBaseURL(source string) string { return layouts[source].base }

// Plan lists the archives that hold the UTC days From to To. It looks at the
// disk and not at the network.
func Plan(o Options) ([]File, error) {
	instrument, err := ingest.Instrument(o.Source, o.Symbol)
	if err != nil {
		return nil, err
	}
	l := layouts[o.Source]
	from, to := day(o.From), day(o.To)
	switch {
	case to.Before(from):
		return nil, fmt.Errorf("the last day %s is before the first, %s", to.Format(time.DateOnly), from.Format(time.DateOnly))
	case o.Agg && !l.checksum:
		return nil, fmt.Errorf("%s has no aggTrades", o.Source)
	case o.Dir == "":
		return nil, fmt.Errorf("no directory is given to download into")
	}
	base := l.base
	if o.BaseURL != "" {
		base = o.BaseURL
	}
	if u, err := url.Parse(base); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("base URL %q is not an address such as %s", base, l.base)
	}
	kind := "trades"
	if o.Agg {
		kind = "aggTrades"
	}
	var files []File
	for d := from; !d.After(to.AddDate(0, 0, l.ahead)); d = d.AddDate(0, 0, 1) {
		name := strings.NewReplacer("{i}", instrument, "{k}", kind,
			"{d}", d.Format(time.DateOnly), "{c}", d.Format("20060102")).Replace(l.file)
		f := File{Day: d.Format(time.DateOnly), URL: strings.TrimRight(base, "/") + "/" + name, Bytes: -1,
			Path: filepath.Join(o.Dir, o.Source, filepath.FromSlash(path.Clean(name)))}
		if l.checksum {
			f.Checksum = f.URL + checksumSuffix
		}
		if info, err := os.Stat(f.Path); err == nil && info.Mode().IsRegular() {
			f.Present, f.Bytes = true, info.Size()
		}
		files = append(files, f)
	}
	return files, nil
}

func day(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }
