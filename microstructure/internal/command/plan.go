package command

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/table"
)

// planFlags are the flags of the plan command.
type planFlags struct {
	dataDir, work    string
	symbols, sources []string
	span             spanFlags
	runs             int // of the null control of a study
	list             bool
	csv              string
	assumed          assumptions
}

// assumptions are what is not known from files.
type assumptions struct {
	rowsPerDay     float64 // of a day without a file
	bytesPerRow    float64 // of a file of trades
	archivePerRow  float64 // bytes of an exchange's archive
	rowsPerSecond  float64 // of one core; 0 for the default of the work
	usdPerCoreHour float64
	usdPerGBMonth  float64
}

// ratesOfWork are rows per second and core: about half of what processor time
// was measured for on days of a million simulated trades (8 ns per trade, 18
// ns, 270 ns), as disks and other work take time too. That of fetch is of
// converting Binance's archives, without the download.
// A study reads them for the audit and for bars.
var ratesOfWork = map[string]float64{"features": 50e6, "audit": 25e6, "fetch": 2e6, "study": 16e6}

// What a study takes beside reading trades, in seconds of a core for each day
// with trades: about twice of what was measured on 92 days of bars of five
// minutes, with 48 configurations.
const (
	evidenceSecondsPerDay = 0.03
	nullSecondsPerDay     = 0.0005 // per run
)

func planCommand() *cobra.Command {
	p := planFlags{assumed: assumptions{rowsPerDay: 150_000, bytesPerRow: 14, archivePerRow: 19}}
	c := &cobra.Command{
		Use:   "plan --data DIR",
		Short: "List the keys of long work, with estimates of rows, bytes, core-hours and cost",
		Long: `Lists what --keys and --shard divide: by symbol and source, or with --list one key per line and nothing else. Rows and
bytes of a day that is on disk are those of its file. fetch takes days that are not on disk as well, from --from to --to:
their rows are assumed (--rows-per-day), as is the speed of a core (--rows-per-second), and the note says so. With prices,
it says what the work and a month of storage cost. study has a key for each symbol's evidence and, with --null, one for each
run of its null control; its estimates are for bars of five minutes and the default grid.`,
		Example: `  tickbook plan --data data --list | tickbook features --data data --keys - --shard 3/20
  tickbook plan --data data --work fetch --symbol BTCUSDT,ETHUSDT --from 2021-01-01 --to 2025-12-31 \
    --usd-per-core-hour 0.02 --usd-per-gb-month 0.023
  tickbook plan --data data --work study --symbol BTCUSDT,ETHUSDT --null 200 --list`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return p.run(c) },
	}
	f := c.Flags()
	f.StringVar(&p.dataDir, "data", "", "data directory; for fetch, it need not exist (required)")
	f.StringVar(&p.work, "work", "features", "the command whose keys are listed: "+strings.Join(slices.Sorted(maps.Keys(ratesOfWork)), ", ")+" (import has those of fetch)")
	f.StringSliceVar(&p.symbols, "symbol", nil, "symbols, separated by commas (default: all in the data directory)")
	f.StringSliceVar(&p.sources, "sources", nil, "sources, separated by commas (default: all that have files; for fetch, the three futures venues)")
	p.span.addFlags(c)
	f.IntVar(&p.runs, "null", 0, "runs of the null control of each symbol, 0 to 100,000, for study")
	f.BoolVar(&p.list, "list", false, "print nothing but the keys, one per line, sorted")
	f.StringVar(&p.csv, "csv", "", "file to write a row per key to: rows, bytes, core-hours")
	a := &p.assumed
	f.Float64Var(&a.rowsPerDay, "rows-per-day", a.rowsPerDay, "rows to assume of a day that is not on disk, above 0: the default is a mean over 50 symbols, and the busiest have some millions")
	f.Float64Var(&a.bytesPerRow, "bytes-per-row", a.bytesPerRow, "bytes per row to assume of a file of trades, above 0")
	f.Float64Var(&a.archivePerRow, "archive-bytes-per-row", a.archivePerRow, "bytes per row to assume of an exchange's archive, which fetch keeps, above 0")
	f.Float64Var(&a.rowsPerSecond, "rows-per-second", 0, "rows per second of one core to assume, above 0 (default: by the work)")
	f.Float64Var(&a.usdPerCoreHour, "usd-per-core-hour", 0, "price of a core-hour, 0 or more")
	f.Float64Var(&a.usdPerGBMonth, "usd-per-gb-month", 0, "price of storing a GB (10⁹ bytes) for a month, 0 or more")
	_ = c.MarkFlagRequired("data")
	return c
}

// check completes the assumptions and reports a number that makes no sense.
func (p *planFlags) check(c *cobra.Command) error {
	rate, known := ratesOfWork[p.work]
	if !known {
		return fmt.Errorf("--work %q: give one of %s", p.work, strings.Join(slices.Sorted(maps.Keys(ratesOfWork)), ", "))
	}
	if p.runs > 0 && p.work != "study" {
		return fmt.Errorf("--null %d: only --work study has runs of a null control", p.runs)
	}
	null := evidence.DefaultNullConfig()
	null.Shifts = p.runs
	if err := null.Validate(); err != nil {
		return err
	}
	a := &p.assumed
	if !c.Flags().Changed("rows-per-second") {
		a.rowsPerSecond = rate
	}
	for _, n := range []struct {
		flag  string
		value float64
		zero  bool // it may be 0
	}{
		{"rows-per-day", a.rowsPerDay, false}, {"bytes-per-row", a.bytesPerRow, false}, {"archive-bytes-per-row", a.archivePerRow, false},
		{"rows-per-second", a.rowsPerSecond, false}, {"usd-per-core-hour", a.usdPerCoreHour, true}, {"usd-per-gb-month", a.usdPerGBMonth, true},
	} {
		want := "a number above 0"
		if n.zero {
			want = "0 or more"
		}
		if ok := n.value > 0 || n.zero && n.value == 0; !ok || math.IsInf(n.value, 0) || n.value > 1e15 {
			return fmt.Errorf("--%s %v: give %s", n.flag, n.value, want)
		}
	}
	return nil
}

func (p *planFlags) run(c *cobra.Command) error {
	if err := p.check(c); err != nil {
		return err
	}
	keys, err := p.keys(c)
	if err != nil {
		return err
	}
	if p.csv != "" {
		if err := writeCSV(p.csv, p.rows(keys)); err != nil {
			return fmt.Errorf("--csv: %w", err)
		}
	}
	w := c.OutOrStdout()
	if p.list {
		for _, k := range keys {
			if _, err := fmt.Fprintln(w, k.key); err != nil {
				return err
			}
		}
		return nil
	}
	t, cost := p.summary(keys)
	if err := t.WriteText(w); err != nil {
		return err
	}
	_, err = fmt.Fprint(w, cost)
	return err
}

// mostDaysPlanned of a source: no exchange has archives of that many.
const mostDaysPlanned = 5000

// coreHours of a key, or of a sum of them.
func (p *planFlags) coreHours(k planned) float64 {
	return (k.rows/p.assumed.rowsPerSecond + k.seconds) / 3600
}

// rows has a row per key, for programs.
func (p *planFlags) rows(keys []planned) table.Table {
	t := table.New("", "key", "rows", "bytes", "archive_bytes", "core_hours", "assumed")
	for _, k := range keys {
		t.Add(k.key, fmt.Sprintf("%.0f", k.rows), fmt.Sprintf("%.0f", k.bytes), fmt.Sprintf("%.0f", k.archives), fmt.Sprintf("%g", p.coreHours(k)), fmt.Sprint(k.assumed))
	}
	return t
}

// summary has a row per symbol and source, and a line of what all of it costs,
// if there are prices.
func (p *planFlags) summary(keys []planned) (t table.Table, cost string) {
	t = table.New(fmt.Sprintf("Plan of %s", p.work), "symbol", "source", "keys", "not on disk", "M rows", "GB of trades", "GB of archives", "core-hours")
	add := func(symbol, source string, keys []planned) planned {
		var sum planned
		assumed := 0
		for _, k := range keys {
			sum.rows, sum.bytes, sum.archives = sum.rows+k.rows, sum.bytes+k.bytes, sum.archives+k.archives
			sum.seconds += k.seconds
			if k.assumed {
				assumed++
			}
		}
		t.Add(symbol, source, text.Count(len(keys)), text.Count(assumed), text.Significant(sum.rows/1e6), text.Significant(sum.bytes/1e9), text.Significant(sum.archives/1e9), text.Significant(p.coreHours(sum)))
		sum.assumed = assumed > 0
		return sum
	}
	rest := slices.Clone(keys)
	slices.SortStableFunc(rest, func(a, b planned) int {
		return cmp.Or(strings.Compare(a.symbol, b.symbol), strings.Compare(a.source, b.source))
	})
	for len(rest) > 0 {
		n := 1
		for n < len(rest) && rest[n].symbol == rest[0].symbol && rest[n].source == rest[0].source {
			n++
		}
		add(rest[0].symbol, rest[0].source, rest[:n])
		rest = rest[n:]
	}
	sum := add("all", "", keys)
	a := &p.assumed
	t.Note = fmt.Sprintf("assumed: %s M rows/s and core", text.Significant(a.rowsPerSecond/1e6))
	if p.work == "study" {
		t.Note += fmt.Sprintf(", %s s of evidence per day, and %s s per day and run of the null control", text.Significant(evidenceSecondsPerDay), text.Significant(nullSecondsPerDay))
	}
	if sum.assumed {
		t.Note += fmt.Sprintf(", %s M rows and %s bytes per row of a day that is not on disk or cannot be read", text.Significant(a.rowsPerDay/1e6), text.Significant(a.bytesPerRow))
	}
	if sum.archives > 0 {
		t.Note += fmt.Sprintf(", %s bytes per row of archives, and nothing for the time of downloads", text.Significant(a.archivePerRow))
	}
	if a.usdPerCoreHour > 0 || a.usdPerGBMonth > 0 {
		cost = fmt.Sprintf("The work costs %s USD, and a month of storage %s USD.\n", text.Significant(p.coreHours(sum)*a.usdPerCoreHour), text.Significant((sum.bytes+sum.archives)/1e9*a.usdPerGBMonth))
	}
	return t, cost
}
