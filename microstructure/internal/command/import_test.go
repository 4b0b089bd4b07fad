package command

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/ingest"
)

// futures is Binance's futures market, of which these tests make archives.
var futures = &exchanges[0]

const (
	november = 1761955200000 // 2025-11-01 UTC, ms
	dayMS    = 86_400_000
)

// steady is one tick every so many ms from a time on, with ids from first on.
func steady(first int, fromMS, step int64, n int) (ticks []tick) {
	for i := range n {
		ticks = append(ticks, tick{id: first + i, ms: fromMS + int64(i)*step, cents: 11_000_000 + i%50, quantity: 1 + i%300, buy: i%2 == 0})
	}
	return ticks
}

// imports runs the import of archives of futures.
func imports(t *testing.T, out string, args ...string) (stdout string, err error) {
	t.Helper()
	stdout, _, err = tickbook(t, append([]string{"import", "--source", "binance_futures", "--symbol", "BTCUSDT", "--out", out}, args...)...)
	return stdout, err
}

func dayPath(out, date string) string {
	return (&dataset.Dataset{Dir: out, Symbol: "BTCUSDT"}).TradesPath("binance_futures", date)
}

// A month whose halves alternate line by line costs no row, and a complete day
// that was there stays complete.
func TestImportOfAnInterleavedMonth(t *testing.T) {
	ticks := steady(1000, november, 30*dayMS/6000, 6000)
	var mixed []tick
	for i := range 3000 {
		mixed = append(mixed, ticks[i], ticks[3000+i])
	}
	ordered, out := t.TempDir(), t.TempDir()
	_, err := imports(t, ordered, futures.write(t, t.TempDir(), "2025-11", ticks))
	must(t, err)
	month := futures.write(t, t.TempDir(), "2025-11", mixed)
	for i, out := range []string{out, t.TempDir()} {
		if i == 0 {
			_, err = imports(t, out, futures.write(t, t.TempDir(), "2025-11-01", ticks[:200]))
			must(t, err)
		}
		text, err := imports(t, out, month)
		must(t, err)
		if !strings.Contains(text, "BTCUSDT-trades-2025-11.zip: 2,999 of 6,000 rows were out of order, and were sorted") {
			t.Errorf("output:\n%s", text)
		}
		sameTrades(t, files(t, out), files(t, ordered))
		if text, err := imports(t, out, month); err != nil || !strings.Contains(text, "days converted 0, current before 30") {
			t.Errorf("again: %v\n%s", err, text)
		}
	}
}

// A tickRow is a row of a file that another program wrote.
type tickRow struct {
	TimestampUS   int64   `parquet:"timestamp_us"`
	Price         float64 `parquet:"price"`
	Quantity      float64 `parquet:"quantity"`
	QuoteQuantity float64 `parquet:"quote_quantity"`
	Side          int32   `parquet:"side"`
	Note          string  `parquet:"note"`
}

// anotherProgram writes a day as other programs do, with metadata that they
// hand on.
func anotherProgram(t *testing.T, path string, metadata map[string]string) {
	t.Helper()
	var rows []tickRow
	for _, p := range steady(0, november, 1000, 500) {
		price, quantity := float64(p.cents)/100, float64(p.quantity)/1000
		rows = append(rows, tickRow{p.ms * 1000, price, quantity, price * quantity, 1, "mine"})
	}
	options := []parquet.WriterOption{parquet.CreatedBy("another program", "1", "2")}
	for key, value := range metadata {
		options = append(options, parquet.KeyValueMetadata(key, value))
	}
	must(t, os.MkdirAll(filepath.Dir(path), 0o755), parquet.WriteFile(path, rows, options...))
}

// Files of other origin are in the way, until --force.
func TestImportReplacesNoForeignFile(t *testing.T) {
	archive := futures.write(t, t.TempDir(), "2025-11-01", steady(1, november, 1000, 300))
	path := func(out string) string { return dayPath(out, "2025-11-01") }
	for name, c := range map[string]struct {
		make func(out string)
		says string
	}{
		"another program's": {func(out string) { anotherProgram(t, path(out), nil) }, "was not made by tickbook"},
		"not parquet": {func(out string) {
			must(t, os.MkdirAll(filepath.Dir(path(out)), 0o755), os.WriteFile(path(out), []byte("notes"), 0o644))
		}, "cannot be read"},
		"of another source": {func(out string) { copyOther(t, out) }, "is of binance_spot, BTCUSDT, 2025-11-01"},
		"changed since":     {func(out string) { rewrite(t, out, archive) }, "was changed by another program"},
	} {
		t.Run(name, func(t *testing.T) {
			out := t.TempDir()
			c.make(out)
			before := files(t, out)
			neighbour := futures.write(t, t.TempDir(), "2025-11-03", steady(1000, november+2*dayMS, 1000, 30))
			_, err := imports(t, out, archive, neighbour)
			if err == nil || !strings.Contains(err.Error(), path(out)+" "+c.says) || !strings.Contains(err.Error(), "--force") {
				t.Errorf("error %v", err)
			}
			after := files(t, out)
			for file := range before {
				if after[file] != before[file] {
					t.Errorf("%s was changed", file)
				}
			}
			if _, ok := after["BTCUSDT/trades/binance_futures/2025-11-03.parquet"]; !ok {
				t.Error("a day that nothing is in the way of is not written")
			}
			text, err := imports(t, out, archive, "--force")
			if err != nil || !strings.Contains(text, "2025-11-01: replaced a file that "+c.says) || len(trades(t, out, "BTCUSDT", "binance_futures", "2025-11-01").Price) != 300 {
				t.Errorf("--force: %v\n%s", err, text)
			}
		})
	}
}

// A damaged day is made again with --force, as its error says. Others stay.
func TestImportMendsDamage(t *testing.T) {
	out, dir := t.TempDir(), t.TempDir()
	for day := range int64(2) {
		futures.write(t, dir, microstructure.FormatDate((november+day*dayMS)*1000), steady(1+1000*int(day), november+day*dayMS, 1000, 1000))
	}
	_, err := imports(t, out, dir)
	must(t, err)
	whole := files(t, out)
	path, other := dayPath(out, "2025-11-01"), dayPath(out, "2025-11-02")
	data, err := os.ReadFile(path)
	must(t, err)
	data[len(data)/3] ^= 1
	must(t, os.WriteFile(path, data, 0o666))
	before, err := os.Stat(other)
	must(t, err)
	if _, _, err := tickbook(t, "features", "--data", out, "--sources", "binance_futures"); err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "with --force") {
		t.Errorf("features of a damaged day: %v", err)
	}
	if text, err := imports(t, out, dir); err != nil || !strings.Contains(text, "current before 2") {
		t.Errorf("without --force: %v\n%s", err, text)
	}
	text, err := imports(t, out, dir, "--force")
	if err != nil || !strings.Contains(text, "days converted 1, current before 1") || !strings.Contains(text, "2025-11-01: replaced a file that is damaged ("+path) {
		t.Errorf("with --force: %v\n%s", err, text)
	}
	if after, err := os.Stat(other); err != nil || !os.SameFile(before, after) {
		t.Errorf("the other day was made again (%v)", err)
	}
	if got := files(t, filepath.Join(out, "BTCUSDT", "trades")); len(got) != 2 || got["binance_futures/2025-11-01.parquet"] != whole["BTCUSDT/trades/binance_futures/2025-11-01.parquet"] {
		t.Error("the day is not as it was before the damage")
	}
}

// Real trades do not go beside simulated ones.
func TestImportRefusesSimulatedTrades(t *testing.T) {
	out := t.TempDir()
	mustRun(t, "synth", "--out", out, "--days", "2", "--trades-per-bar", "2")
	before := files(t, out)
	for _, day := range []int64{0, 9} {
		date := microstructure.FormatDate((november + day*dayMS) * 1000)
		archive := futures.write(t, t.TempDir(), date, steady(1, november+day*dayMS, 1000, 300))
		_, err := imports(t, out, archive)
		if err == nil || !strings.Contains(err.Error(), dayPath(out, "2025-11-01")+" holds simulated trades") || !strings.Contains(err.Error(), "--force") {
			t.Errorf("%s: error %v", date, err)
		}
		if !maps.Equal(files(t, out), before) {
			t.Errorf("%s: something was written", date)
		}
	}
	_, err := imports(t, out, futures.write(t, t.TempDir(), "2025-11-01", steady(1, november, 1000, 300)), "--force")
	must(t, err)
	if p, err := dataset.ReadProvenance(dayPath(out, "2025-11-01")); err != nil || p.Synthetic != "" {
		t.Errorf("--force leaves %+v, %v", p, err)
	}
}

// Trades that an archive has of a day whose file is another program's are not
// dropped without a word.
func TestImportNamesStraysOfForeignDays(t *testing.T) {
	out := t.TempDir()
	anotherProgram(t, dayPath(out, "2025-11-01"), nil)
	before := files(t, out)
	next := futures.write(t, t.TempDir(), "2025-11-02", steady(1, november+dayMS-5000, 1000, 300))
	text, err := imports(t, out, next)
	if err == nil || !strings.Contains(err.Error(), dayPath(out, "2025-11-01")+" was not made by tickbook and lacks 5 trades that archives of other days have of it") {
		t.Errorf("error %v", err)
	}
	after := files(t, out)
	for name := range before {
		if after[name] != before[name] {
			t.Errorf("%s was changed", name)
		}
	}
	if !strings.Contains(text, "days converted 1, current before 0") || len(after) != 2 {
		t.Errorf("%d files\n%s", len(after), text)
	}
}

// copyOther puts a day of the spot market among those of the futures.
func copyOther(t *testing.T, out string) {
	spot, other := &exchanges[2], t.TempDir()
	mustRun(t, "import", "--source", spot.source, "--symbol", "BTCUSDT", "--out", other, spot.write(t, t.TempDir(), "2025-11-01", steady(1, november, 1000, 300)))
	content, err := os.ReadFile((&dataset.Dataset{Dir: other, Symbol: "BTCUSDT"}).TradesPath(spot.source, "2025-11-01"))
	must(t, err, os.MkdirAll(filepath.Dir(dayPath(out, "x")), 0o755), os.WriteFile(dayPath(out, "2025-11-01"), content, 0o644))
}

// rewrite imports a day and writes it anew with another program, which keeps
// the metadata.
func rewrite(t *testing.T, out, archive string) {
	_, err := imports(t, out, archive)
	must(t, err)
	path := dayPath(out, "2025-11-01")
	p, err := dataset.ReadProvenance(path)
	must(t, err)
	anotherProgram(t, path, p.Metadata())
}

// What becomes of an import's own days when other archives come.
func TestImportAgain(t *testing.T) {
	ticks := steady(1, november, 60_000, 1000)
	bybit := &exchanges[slices.IndexFunc(exchanges, func(e exchange) bool { return e.source == "bybit_futures" })]
	coin := &exchanges[slices.IndexFunc(exchanges, func(e exchange) bool { return e.inverse })]
	write := func(e *exchange, date string, ticks []tick) string { return e.write(t, t.TempDir(), date, ticks) }
	for _, c := range []struct {
		name          string
		e             *exchange
		first, second string // archives
		rows          int    // afterwards
		says          string // nothing if empty
	}{
		{"the same", futures, write(futures, "2025-11-01", ticks), write(futures, "2025-11-01", ticks), 1000, ""},
		{"with fewer rows of the same name", futures, write(futures, "2025-11-01", ticks), write(futures, "2025-11-01", ticks[:900]), 900,
			"2025-11-01: replaced, as BTCUSDT-trades-2025-11-01.zip is another one than before: 1,000 trades then, 900 now"},
		{"with more rows of the same name", futures, write(futures, "2025-11-01", ticks[:900]), write(futures, "2025-11-01", ticks), 1000,
			"2025-11-01: replaced, as BTCUSDT-trades-2025-11-01.zip is another one than before: 900 trades then, 1,000 now"},
		{"the same day in a month", futures, write(futures, "2025-11-01", ticks), write(futures, "2025-11", ticks), 1000, "2025-11-01: kept the 1,000 trades that were there, and added 0"},
		{"a poorer month", futures, write(futures, "2025-11-01", ticks), write(futures, "2025-11", ticks[100:200]), 1000, "kept the 1,000 trades that were there, and added 0"},
		{"a richer month", futures, write(futures, "2025-11-01", ticks[100:200]), write(futures, "2025-11", ticks), 1000, "kept the 100 trades that were there, and added 900"},
		{"halves", futures, write(futures, "2025-11-01", ticks[:600]), write(futures, "2025-11", ticks[400:]), 1000, "kept the 600 trades that were there, and added 400"},
		{"inverse contracts", coin, write(coin, "2025-11-01", ticks[:600]), write(coin, "2025-11", ticks[400:]), 1000, "kept the 600 trades that were there, and added 400"},
		{"poorer, by force", futures, write(futures, "2025-11-01", ticks), write(futures, "2025-11", ticks[:900]), 900,
			"2025-11-01: replaced a file of other archives: 1,000 trades then, 900 now"},
		{"without ids, of the same name", bybit, write(bybit, "2025-11-01", ticks), write(bybit, "2025-11-01", ticks[:900]), 900, "replaced, as BTCUSDT2025-11-01.csv.gz"},
		{"without ids, poorer", bybit, write(bybit, "2025-11-01", ticks), write(bybit, "2025-11", ticks[:900]), 1000,
			"2025-11-01: kept the file that is there: it has 1,000 trades, and these archives 900"},
		{"without ids, as many", bybit, write(bybit, "2025-11-01", ticks), write(bybit, "2025-11", ticks), 1000, "2025-11-01: kept the file"},
		{"without ids, richer", bybit, write(bybit, "2025-11-01", ticks[:900]), write(bybit, "2025-11", ticks), 1000,
			"2025-11-01: replaced the file of 900 trades that was there, as these archives have 1,000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out := t.TempDir()
			args := []string{"import", "--source", c.e.source, "--symbol", c.e.symbol, "--out", out}
			mustRun(t, append(args, c.first)...)
			if strings.HasSuffix(c.name, "by force") {
				args = append(args, "--force")
			}
			text := mustRun(t, append(args, c.second)...)
			if c.says == "" && !strings.Contains(text, "days converted 0, current before 1") || !strings.Contains(text, c.says) {
				t.Errorf("output does not say %q:\n%s", c.says, text)
			}
			if n := len(trades(t, out, c.e.symbol, c.e.source, "2025-11-01").Price); n != c.rows {
				t.Errorf("%d trades, want %d", n, c.rows)
			}
			text = mustRun(t, append(args, c.second)...)
			if again := strings.Contains(text, "current before 1"); strings.Contains(text, "replaced") || again == strings.Contains(text, "kept the file") {
				t.Errorf("a third time:\n%s", text)
			}
		})
	}
}

// An archive of the same name and size may still be another one, and days that
// an earlier version of the converter made are made again.
func TestImportKnowsContent(t *testing.T) {
	agg, ticks := &exchanges[1], steady(1, november, 60_000, 1000)
	out, dir := t.TempDir(), t.TempDir()
	path := agg.write(t, dir, "2025-11-01", ticks)
	_, err := imports(t, out, path)
	must(t, err)
	before, err := os.Stat(path)
	must(t, err)
	ticks[7].buy = !ticks[7].buy // "true " or "false"
	ticks[8].buy = !ticks[8].buy
	agg.write(t, dir, "2025-11-01", ticks)
	must(t, os.Chtimes(path, before.ModTime(), before.ModTime()))
	if after, err := os.Stat(path); err != nil || after.Size() != before.Size() {
		t.Fatal(after.Size(), before.Size(), err)
	}
	text, err := imports(t, out, path)
	if err != nil || !strings.Contains(text, "is another one than before: 1,000 trades then, 1,000 now") {
		t.Errorf("error %v\n%s", err, text)
	}

	day := dayPath(out, "2025-11-01")
	all := trades(t, out, "BTCUSDT", "binance_futures", "2025-11-01")
	p, err := dataset.ReadProvenance(day)
	must(t, err)
	p.Converter = 0
	w, err := dataset.CreateTrades(day, p)
	must(t, err)
	must(t, w.Append(all), w.Close())
	if text, err = imports(t, out, path); err != nil || !strings.Contains(text, "days converted 1, current before 0") {
		t.Errorf("error %v\n%s", err, text)
	}
	if info, err := dataset.Inspect(day); err != nil || !info.HasIDs || info.Provenance.Converter != ingest.ConverterVersion {
		t.Errorf("%+v, %v", info, err)
	}
}

// What is merged counts on, and what does not fit is refused with both places.
func TestImportMerges(t *testing.T) {
	out, ticks := t.TempDir(), steady(1, november, 60_000, 1000)
	ticks[10].quantity, ticks[700].quantity = 0, 0
	_, err := imports(t, out, futures.write(t, t.TempDir(), "2025-11-01", append(slices.Clone(ticks[:600]), ticks[:5]...)))
	must(t, err)
	_, err = imports(t, out, futures.write(t, t.TempDir(), "2025-11", ticks[500:900]), futures.write(t, t.TempDir(), "2025-11-02", ticks[950:]))
	must(t, err)
	p, err := dataset.ReadProvenance(dayPath(out, "2025-11-01"))
	must(t, err)
	if p.IDs.LeftOut != "" {
		p.IDs.LeftOut = "some"
	}
	if p.Rows != 948 || p.RowsIn != 605+400+50 || p.Duplicates != 5+100 || p.LeftOut != 2 || p.MovedIn != 50 || p.Coverage != 1 ||
		*p.IDs != (microstructure.IDRange{First: 1, Last: 1000, Missing: 50, LeftOut: "some"}) || len(p.Archives) != 3 {
		t.Errorf("%+v, %+v", p, p.IDs)
	}
	before := files(t, out)
	other := slices.Clone(ticks[800:810])
	other[3].cents++
	_, err = imports(t, out, futures.write(t, t.TempDir(), "2025-10", nil), futures.write(t, t.TempDir(), "2025-10-31", other))
	path := dayPath(out, "2025-11-01")
	for _, want := range []string{`BTCUSDT-trades-2025-10-31.zip, line 5, id: "804" two different trades have this id`, "in row 802 of " + path, "not written: 2025-11-01"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not show %q", err, want)
		}
	}
	if !maps.Equal(files(t, out), before) {
		t.Error("something was written")
	}
}

// An archive that was published anew replaces a day that has rows of others if
// they are given with it; alone it cannot, and the error says which they are.
func TestImportOfAPartPublishedAnew(t *testing.T) {
	out, ticks := t.TempDir(), steady(1, november, 60_000, 2000)
	first, second := futures.write(t, t.TempDir(), "2025-11-01", ticks[:1000]), futures.write(t, t.TempDir(), "2025-11-02", append(ticks[1430:], ticks[1000:1430]...))
	_, err := imports(t, out, first, second)
	must(t, err)
	corrected := slices.Clone(ticks[:1000])
	corrected[7].cents++
	anew := futures.write(t, t.TempDir(), "2025-11-01", corrected)
	_, err = imports(t, out, anew)
	if err == nil || !strings.Contains(err.Error(), "give BTCUSDT-trades-2025-11-02.zip with it") {
		t.Errorf("error %v", err)
	}
	_, err = imports(t, out, anew, second)
	must(t, err)
	p, err := dataset.ReadProvenance(dayPath(out, "2025-11-01"))
	must(t, err)
	if p.Rows != 1440 || p.RowsIn != 1440 || len(p.Archives) != 2 {
		t.Errorf("%+v", p)
	}
}

// A source has one kind of trades.
func TestImportOfAnotherKind(t *testing.T) {
	out := t.TempDir()
	_, err := imports(t, out, futures.write(t, t.TempDir(), "2025-11-01", steady(1, november, 1000, 300)))
	must(t, err)
	before := files(t, out)
	agg := exchanges[1].write(t, t.TempDir(), "2025-11-05", steady(1, november+4*dayMS, 1000, 300))
	if _, err = imports(t, out, agg); err == nil || !strings.Contains(err.Error(), "merged trades") || !strings.Contains(err.Error(), dayPath(out, "2025-11-01")) {
		t.Errorf("error %v", err)
	}
	unnamed := filepath.Join(t.TempDir(), "BTCUSDT-2025-11-05.csv")
	content, err := os.ReadFile(agg)
	must(t, err, os.WriteFile(unnamed, append([]byte("agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker\n"), content...), 0o644))
	if _, err = imports(t, out, unnamed); err == nil || !strings.Contains(err.Error(), "merged trades") {
		t.Errorf("a kind that the header tells: error %v", err)
	}
	if !maps.Equal(files(t, out), before) {
		t.Error("something was written")
	}
	if _, err = imports(t, out, agg, "--force"); err != nil {
		t.Error(err)
	}
}

// A checksum beside an archive is compared, and the table says whether there is
// one. With --strict there has to be.
func TestImportVerifies(t *testing.T) {
	dir, out := t.TempDir(), t.TempDir()
	var paths []string
	for i, date := range []string{"2025-11-01", "2025-11-03", "2025-11-05"} {
		paths = append(paths, futures.write(t, dir, date, steady(1000*i, november+int64(2*i*dayMS), 1000, 300)))
	}
	content, err := os.ReadFile(paths[0])
	must(t, err, os.WriteFile(paths[0]+".CHECKSUM", fmt.Appendf(nil, "%x  x.zip\n", sha256.Sum256(content)), 0o644),
		os.WriteFile(paths[1]+".CHECKSUM", []byte(strings.Repeat("0", 64)), 0o644))
	text, err := imports(t, out, dir)
	if err == nil || !strings.Contains(err.Error(), "BTCUSDT-trades-2025-11-03.zip: its SHA-256 is ") || !strings.Contains(err.Error(), strings.Repeat("0", 64)) {
		t.Errorf("error %v", err)
	}
	for date, verified := range map[string]string{"2025-11-01": "verified", "2025-11-05": "not verified"} {
		if !regexp.MustCompile(date + `.* %  +` + verified + `\n`).MatchString(text) {
			t.Errorf("%s is not %s:\n%s", date, verified, text)
		}
	}
	if p, err := dataset.ReadProvenance(dayPath(out, "2025-11-01")); err != nil || !p.Archives[0].Verified {
		t.Errorf("provenance %+v, %v", p, err)
	}
	strict := t.TempDir()
	_, err = imports(t, strict, dir, "--strict")
	if err == nil || !strings.Contains(err.Error(), "2 archives could not be used") || !strings.Contains(err.Error(), "BTCUSDT-trades-2025-11-05.zip: has no .CHECKSUM beside it") || len(files(t, strict)) != 1 {
		t.Errorf("--strict: error %v, %d files", err, len(files(t, strict)))
	}
}

// Days outside the span are neither written nor listed.
func TestSpanOfConversion(t *testing.T) {
	out := t.TempDir()
	c := newConversion(&dataset.Dataset{Dir: out, Symbol: "BTCUSDT"}, "binance_futures",
		[]string{futures.write(t, t.TempDir(), "2025-11", steady(1, november, 3_600_000, 30*24))},
		defaultListing(t), november*1000+2*microstructure.DayUS, november*1000+4*microstructure.DayUS)
	r, err := c.run(t.Context(), nil)
	must(t, err)
	if len(r.Days) != 2 || r.Days[0].Day != "2025-11-03" || len(files(t, out)) != 2 {
		t.Errorf("%d days, %d files", len(r.Days), len(files(t, out)))
	}
}

func TestSpans(t *testing.T) {
	for text, dates := range map[string][]string{
		"":                                     nil,
		"2025-11-01":                           {"2025-11-01"},
		"2025-11-01 to 2025-11-02":             {"2025-11-01", "2025-11-02"},
		"2025-02-28 to 2025-03-02, 2025-03-04": {"2025-02-28", "2025-03-01", "2025-03-02", "2025-03-04"},
	} {
		if got := spans(dates); got != text {
			t.Errorf("%v: %q, want %q", dates, got, text)
		}
	}
}

func TestMayWrite(t *testing.T) {
	dir := t.TempDir()
	must(t, os.Chmod(dir, 0o555))
	err := mayWrite(filepath.Join(dir, "a/b"), fmt.Errorf("create: %w", os.ErrPermission))
	if !strings.Contains(err.Error(), "the permissions of "+dir+" are -r-xr-xr-x; allow writing there") {
		t.Error(err)
	}
	if err := mayWrite(dir, os.ErrExist); err != os.ErrExist {
		t.Error(err)
	}
}

func defaultListing(t *testing.T) (l ingest.Listing) {
	l, err := l.Complete("binance_futures", "BTCUSDT", time.UnixMilli(november))
	must(t, err)
	return l
}
