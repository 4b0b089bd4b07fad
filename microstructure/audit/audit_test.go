package audit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
)

func TestCleanData(t *testing.T) {
	a := three(t, nil).run()
	if a.Count(Error)+a.Count(Warning) != 0 {
		t.Errorf("findings on clean data: %v", a.Findings)
	}
	if a.CommonDays != 2 || a.CommonBars != 2*288 {
		t.Errorf("%d days and %d bars in common, want 2 and 576", a.CommonDays, a.CommonBars)
	}
	if len(a.Pairs) != 3 || len(a.Errors()) != 0 {
		t.Errorf("%d pairs, errors %v", len(a.Pairs), a.Errors())
	}
	for _, p := range a.Pairs {
		if !p.ClearLag || p.LagSeconds != 0 || math.Abs(float64(p.MedianBps)) > 1 {
			t.Errorf("%s and %s: %+v", p.First, p.Second, p)
		}
	}
	if !strings.HasPrefix(a.Summary(), "audit: 0 errors, 0 warnings, ") {
		t.Errorf("summary %q", a.Summary())
	}
}

// TestFindings breaks the data of source 1 on day 1 and looks for the one
// finding that it makes.
func TestFindings(t *testing.T) {
	for _, c := range []struct {
		name, check string
		severity    Severity
		says        string
		breakIt     func(*ms.Trades, *ms.Provenance)
	}{
		{"gap", CheckGap, Warning, "30 minutes without a trade from 10:00 on", func(t *ms.Trades, _ *ms.Provenance) {
			from := midnight(1) + 600*minuteUS
			*t = filter(*t, func(i int) bool { return t.TimestampUS[i] < from || t.TimestampUS[i] >= from+30*minuteUS })
		}},
		{"thin bars", CheckThinBars, Warning, "0 bars of 288 without a trade, 40 with one", func(t *ms.Trades, _ *ms.Provenance) {
			last := int64(-1)
			*t = filter(*t, func(i int) bool {
				bar := t.TimestampUS[i] / ms.IntervalUS
				first := bar != last
				last = bar
				return first || (t.TimestampUS[i]-midnight(1))/ms.IntervalUS >= 40
			})
		}},
		{"no rows", CheckRows, Warning, "no trades", func(t *ms.Trades, _ *ms.Provenance) { t.Reset() }},
		{"written twice", CheckDuplicates, Error, "written twice", func(t *ms.Trades, _ *ms.Provenance) {
			once := *t
			*t = ms.Trades{}
			for i := range once.Len() {
				t.Append(once.Slice(i, i+1))
				t.Append(once.Slice(i, i+1))
			}
		}},
		{"a few rows doubled", CheckDuplicates, Note, "3 rows equal to one before", func(t *ms.Trades, _ *ms.Provenance) {
			once := *t
			*t = ms.Trades{}
			for i := range once.Len() {
				t.Append(once.Slice(i, i+1))
				if i < 3 {
					t.Append(once.Slice(i, i+1))
				}
			}
		}},
		{"contract size forgotten", CheckContract, Error, "quote quantity is 0.01 ×", func(t *ms.Trades, _ *ms.Provenance) {
			for i := range t.Quantity {
				t.Quantity[i] *= 100
			}
		}},
		{"some quote quantities", CheckContract, Note, "5 rows", func(t *ms.Trades, _ *ms.Provenance) {
			for i := range 5 {
				t.QuoteQuantity[i] *= 1.002
			}
		}},
		{"a price with a digit more", CheckPrice, Error, "1 price more than 10 % from the running median", func(t *ms.Trades, _ *ms.Provenance) {
			t.Price[20_000] *= 10
			t.QuoteQuantity[20_000] *= 10
		}},
		{"the first price", CheckPrice, Warning, "1 price", func(t *ms.Trades, _ *ms.Provenance) {
			t.Price[0] *= 0.8
			t.QuoteQuantity[0] *= 0.8
		}},
		{"only buys", CheckBuyShare, Error, "100.0 %", func(t *ms.Trades, _ *ms.Provenance) {
			for i := range t.Side {
				t.Side[i] = ms.Buy
			}
		}},
		{"side inverted on a day", CheckSide, Error, "inverted", func(t *ms.Trades, _ *ms.Provenance) {
			for i := range t.Side {
				t.Side[i] = -t.Side[i]
			}
		}},
		{"another instrument", CheckDifference, Error, "not this symbol's price", func(t *ms.Trades, _ *ms.Provenance) {
			for i := range t.Price {
				t.Price[i] /= 20
				t.QuoteQuantity[i] /= 20
			}
		}},
		{"clock", CheckLag, Warning, "by 7 s on this day", func(t *ms.Trades, _ *ms.Provenance) {
			shift(t, 1, 7)
		}},
		{"merged trades", CheckAggregated, Warning, "aggTrades", func(t *ms.Trades, p *ms.Provenance) {
			*p = imported(t.Len())
			p.Kind = ms.KindAggTrades
		}},
		{"altered", CheckAltered, Warning, "its import wrote 12", func(t *ms.Trades, p *ms.Provenance) { *p = imported(12) }},
		{"ids missing", CheckIDs, Warning, "1,000 of", func(t *ms.Trades, p *ms.Provenance) {
			*p = imported(t.Len())
			p.IDs = &ms.IDRange{Missing: 1000}
		}},
		{"an id missing", CheckIDs, Note, "1 id missing", func(t *ms.Trades, p *ms.Provenance) {
			*p = imported(t.Len())
			p.IDs = &ms.IDRange{Missing: 1}
		}},
		{"ids twice", CheckIDs, Warning, "2 ids came more than once", func(t *ms.Trades, p *ms.Provenance) {
			*p = imported(t.Len())
			p.IDs = &ms.IDRange{Missing: -2}
		}},
		{"skipped", CheckDuplicates, Note, "9 rows skipped", func(t *ms.Trades, p *ms.Provenance) {
			*p = imported(t.Len())
			p.Duplicates = 9
		}},
		{"some left out", CheckLeftOut, Note, "9 rows left out at import", func(t *ms.Trades, p *ms.Provenance) {
			*p = imported(t.Len())
			p.LeftOut = 9
		}},
		{"many left out", CheckLeftOut, Warning, "9,000 of ", func(t *ms.Trades, p *ms.Provenance) {
			*p = imported(t.Len())
			p.LeftOut = 9000
		}},
		{"moved", CheckOrder, Note, "25 rows brought by archives of other days", func(t *ms.Trades, p *ms.Provenance) {
			*p = imported(t.Len())
			p.MovedIn = 25
		}},
		{"half a day", CheckCoverage, Warning, "66.7 %", func(t *ms.Trades, p *ms.Provenance) {
			*p = imported(t.Len())
			p.Coverage = 2. / 3
		}},
		{"columns", CheckColumns, Note, `["RPI" "x"]`, func(t *ms.Trades, p *ms.Provenance) {
			*p = imported(t.Len())
			p.UnknownColumns = []string{"RPI", "x"}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a := three(t, func(source, day int, trades *ms.Trades, p *ms.Provenance) {
				if source == 1 && day == 1 {
					c.breakIt(trades, p)
				}
			}).run()
			found := slices.ContainsFunc(find(a, c.check), func(f Finding) bool {
				return f.Severity == c.severity && strings.Contains(f.String(), c.says) && (f.Source == "bb_futures" || f.Other == "bb_futures") &&
					(f.Date == date(1) || f.Date == "")
			})
			if !found {
				t.Errorf("no %v of check %q that says %q in %v", c.severity, c.check, c.says, a.Findings)
			}
			for _, f := range a.Findings {
				if f.Source != "bb_futures" && f.Other != "bb_futures" {
					t.Errorf("a finding about another source: %v", f)
				}
				if f.Severity > c.severity {
					t.Errorf("a finding that is graver: %v", f)
				}
				if f.Date != "" && f.Figure == "" {
					t.Errorf("a finding about a day without its figure: %v", f)
				}
			}
		})
	}
}

// imported is what an import writes about a whole day of trades.
func imported(rows int) ms.Provenance {
	return ms.Provenance{Kind: ms.KindTrades, ContractSize: 1, ContractUnit: ms.UnitBase, RowsIn: int64(rows), Rows: int64(rows), Coverage: 1}
}

// shift moves a day's clock forward, and drops what leaves the day.
func shift(t *ms.Trades, day, seconds int) {
	for i := range t.TimestampUS {
		t.TimestampUS[i] += int64(seconds) * secondUS
	}
	end := midnight(day) + ms.DayUS
	*t = filter(*t, func(i int) bool { return t.TimestampUS[i] < end })
}

func TestSourceLevelFindings(t *testing.T) {
	t.Run("side", func(t *testing.T) {
		a := three(t, func(source, _ int, trades *ms.Trades, _ *ms.Provenance) {
			for i := range trades.Side {
				if source == 2 {
					trades.Side[i] = -trades.Side[i]
				}
			}
		}).run()
		if f := find(a, CheckSide); len(f) != 1 || f[0].Severity != Error || f[0].Source != "cc_futures" || f[0].Date != "" {
			t.Errorf("findings %v", f)
		}
	})
	t.Run("side of the only source", func(t *testing.T) {
		s := newTestSet(t)
		trades := market(0, 1, 30)
		for i := range trades.Side {
			trades.Side[i] = -trades.Side[i]
		}
		s.write("aa_futures", 0, trades, ms.Provenance{})
		if f := find(s.run(), CheckSide); len(f) != 1 || f[0].Severity != Error {
			t.Errorf("findings %v", f)
		}
	})
	t.Run("clock", func(t *testing.T) {
		a := three(t, func(source, day int, trades *ms.Trades, _ *ms.Provenance) {
			if source == 0 {
				shift(trades, day, 3)
			}
		}).run()
		f := find(a, CheckLag)
		if len(f) != 2 || !strings.Contains(f[0].Message, "aa_futures trails bb_futures by 3 s") || !strings.Contains(f[1].Message, "aa_futures trails cc_futures by 3 s") {
			t.Errorf("findings %v", f)
		}
		if a.Pairs[0].LagSeconds != -3 {
			t.Errorf("lag %d, want -3: the second source leads", a.Pairs[0].LagSeconds)
		}
	})
}

func TestMissingDays(t *testing.T) {
	s := newTestSet(t)
	for day := range 5 {
		s.write("aa_futures", day, market(day, 1, 10), ms.Provenance{})
	}
	s.write("bb_futures", 1, market(1, 2, 10), ms.Provenance{})
	a := s.run()
	f := find(a, CheckMissingDay)
	if len(f) != 2 || f[0].Date != date(0) || f[1].Date != date(2) || !strings.Contains(f[1].Message, "the next 2 days, up to "+date(4)) {
		t.Errorf("findings %v", f)
	}
	if share := a.BarShare(); !math.IsNaN(share[1][0]) || share[1][1] < 0.9 {
		t.Errorf("share of bars %v", share[1])
	}
	if f := find(a, CheckCommonBars); len(f) != 1 {
		t.Errorf("findings %v", f)
	}
}

// Ids may be missing between two days, unless both are from one archive.
func TestIDsAcrossMidnight(t *testing.T) {
	uses := func(name, sum string, rows int64) ms.ArchiveUse {
		return ms.ArchiveUse{Name: name, SHA256: sum, Rows: rows}
	}
	month, none, daily := uses("month.zip", "aa", 7), uses("month.zip", "aa", 0), uses("day.zip", "bb", 7)
	for _, c := range []struct {
		last     uint64
		archives [2][]ms.ArchiveUse
		says     string
		severity Severity
	}{
		{last: 100},
		{last: 95, says: "5 ids missing between", severity: Warning},
		{last: 103, says: "by 3", severity: Warning},
		{last: 95, archives: [2][]ms.ArchiveUse{{daily}, {uses("other.zip", "cc", 7)}}, says: "5 ids missing between", severity: Warning},
		{last: 95, archives: [2][]ms.ArchiveUse{{daily, none}, {month}}, says: "5 ids missing between", severity: Warning},
		{last: 95, archives: [2][]ms.ArchiveUse{{month}, {uses("month.zip", "dd", 7)}}, says: "5 ids missing between", severity: Warning},
		{last: 95, archives: [2][]ms.ArchiveUse{{month}, {daily, month}}, says: "although both are from month.zip", severity: Error},
		{last: 100, archives: [2][]ms.ArchiveUse{{month}, {month}}},
	} {
		s := newTestSet(t)
		for day, ids := range []ms.IDRange{{First: 1, Last: c.last}, {First: 101, Last: 200}} {
			trades := market(day, 1, 5)
			p := imported(trades.Len())
			p.IDs, p.Archives = &ids, c.archives[day]
			s.write("aa_futures", day, trades, p)
		}
		f := find(s.run(), CheckIDs)
		if c.says == "" && len(f) > 0 || c.says != "" && (len(f) != 1 || !strings.Contains(f[0].Message, c.says) || f[0].Severity != c.severity) {
			t.Errorf("%+v: findings %v", c, f)
		}
	}
}

func TestRefusedFile(t *testing.T) {
	s := three(t, nil)
	if err := os.WriteFile(s.TradesPath("bb_futures", date(1)), []byte("no parquet"), 0o644); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time, other dates come from the cache
		a := s.run()
		f := a.Errors()
		if len(f) != 1 || f[0].Check != CheckReadable || f[0].Date != date(1) || !errors.Is(f[0].Err, dataset.ErrNotParquet) {
			t.Fatalf("errors %v", f)
		}
		if a.Sources[0].Files != 2 || a.Pairs[0].CommonDays != 1 {
			t.Errorf("the other files are not looked at: %+v", a.Pairs[0])
		}
	}
}

// TestDamagedProvenance audits a file whose metadata another program changed.
func TestDamagedProvenance(t *testing.T) {
	s := newTestSet(t)
	trades := market(0, 1, 5)
	s.write("aa_futures", 0, trades, ms.Provenance{})
	type row struct {
		TimestampUS   int64   `parquet:"timestamp_us"`
		Price         float64 `parquet:"price"`
		Quantity      float64 `parquet:"quantity"`
		QuoteQuantity float64 `parquet:"quote_quantity"`
		Side          int32   `parquet:"side"`
	}
	rows := make([]row, trades.Len())
	for i := range rows {
		rows[i] = row{trades.TimestampUS[i], trades.Price[i], trades.Quantity[i], trades.QuoteQuantity[i], int32(trades.Side[i])}
	}
	var options []parquet.WriterOption
	p := imported(trades.Len())
	p.Synthetic = "seed 1"
	m := p.Metadata()
	m["tickbook.rows"] = "many"
	for key, value := range m {
		options = append(options, parquet.KeyValueMetadata(key, value))
	}
	path := s.TradesPath("aa_futures", date(0))
	if err := parquet.WriteFile(path, rows, options...); err != nil {
		t.Fatal(err)
	}
	a := s.run()
	f := find(a, CheckProvenance)
	if len(f) != 1 || f[0].Severity != Warning || !strings.Contains(f[0].Message, path+`: tickbook.rows is "many"; it must be a whole number`) {
		t.Errorf("findings %v", a.Findings)
	}
	if d := a.Sources[0].Days[0]; d.Import != nil || d.Rows != int64(trades.Len()) || !a.Synthetic {
		t.Errorf("the day is %+v", d)
	}
}

func TestBadArguments(t *testing.T) {
	s := three(t, nil)
	c := DefaultConfig()
	c.IntervalUS, c.Workers, c.Thresholds.FlowZ = 7_000_000, 0, -1
	_, err := Run(context.Background(), s.Dataset, s.sources, c)
	for _, want := range []string{"IntervalUS", "Workers", "FlowZ"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not name %s", err, want)
		}
	}
	if _, err := Run(context.Background(), s.Dataset, []ms.Source{{Name: "none"}}, DefaultConfig()); !errors.Is(err, dataset.ErrNoTrades) {
		t.Errorf("error %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Run(ctx, s.Dataset, s.sources, DefaultConfig()); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// TestSameEitherWay: neither the number of workers nor the cache, damaged or
// not, changes the result.
func TestSameEitherWay(t *testing.T) {
	s := three(t, func(source, day int, trades *ms.Trades, _ *ms.Provenance) {
		if source == 1 {
			*trades = filter(*trades, func(i int) bool { return i%3 > 0 })
		}
	})
	encode := func(change ...func(*Config)) []byte {
		data, err := json.Marshal(s.run(change...))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	want := encode(func(c *Config) { c.NoCache, c.Workers = true, 1 })
	if dir := filepath.Join(s.Dir, s.Symbol, cacheFolder); exists(dir) {
		t.Errorf("%s exists without a cache", dir)
	}
	for i := range 4 {
		if got := encode(); !bytes.Equal(got, want) {
			t.Fatalf("run %d gives another audit", i)
		}
		files, _ := filepath.Glob(filepath.Join(s.Dir, s.Symbol, cacheFolder, "*.gob"))
		if len(files) != 2 {
			t.Fatalf("cached files %v, want 2", files)
		}
		if left, _ := filepath.Glob(filepath.Join(s.Dir, s.Symbol, cacheFolder, ".*.tmp")); len(left) != 0 {
			t.Errorf("run %d left %v", i, left)
		}
		if i == 0 { // as a process does that is killed
			left := filepath.Join(filepath.Dir(files[0]), "."+filepath.Base(files[0])+".0123456789abcdef.tmp")
			if err := errors.Join(os.WriteFile(left, []byte("half"), 0o666), os.Chtimes(left, firstDay, firstDay)); err != nil {
				t.Fatal(err)
			}
		}
		if i == 1 {
			data, _ := os.ReadFile(files[0])
			data[len(data)/2]++
			if err := os.WriteFile(files[0], data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := os.Chtimes(s.TradesPath("aa_futures", date(0)), firstDay, firstDay); err != nil {
		t.Fatal(err)
	}
	s.write("aa_futures", 1, market(1, 9, 30), ms.Provenance{})
	if got := encode(); bytes.Equal(got, want) {
		t.Error("a changed file gives the same audit")
	}
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if a := s.run(func(c *Config) { c.CacheDir = blocked }); len(a.Warnings) != 1 {
		t.Errorf("warnings %q, want one about the cache", a.Warnings)
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func TestJSON(t *testing.T) {
	s := newTestSet(t)
	s.write("aa_futures", 0, ms.Trades{}, ms.Provenance{})
	s.write("bb_futures", 1, market(1, 1, 5), ms.Provenance{})
	a := s.run()
	data, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	var back Audit
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(&back)
	if err != nil || !bytes.Equal(again, data) {
		t.Errorf("JSON does not survive a round trip: %v\n%s\n%s", err, data, again)
	}
	if !reflect.DeepEqual(back.Findings, a.Findings) {
		t.Errorf("findings %v, want %v", back.Findings, a.Findings)
	}
	if !strings.Contains(string(data), `"severity":"warning"`) || !strings.Contains(string(data), `"buy_share":null`) {
		t.Errorf("JSON %s", data)
	}
}

func TestDigestIsThatOfTheBuild(t *testing.T) {
	s := three(t, nil)
	_, built, err := s.Bars(context.Background(), s.sources, dataset.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	a := s.run()
	if a.Digest != built.InputDigest {
		t.Errorf("digest %s, want %s", a.Digest, built.InputDigest)
	}
	// Bars are the same ones, too.
	if bars := built.Bars; int64(a.Sources[0].Bars+a.Sources[1].Bars+a.Sources[2].Bars) != bars || a.Rows() != built.Trades || a.Files() != built.Days {
		t.Errorf("%d bars of %d trades in %d files, want %d of %d in %d", a.Sources[0].Bars*3, a.Rows(), a.Files(), bars, built.Trades, built.Days)
	}
}

func TestViews(t *testing.T) {
	a := three(t, func(source, day int, trades *ms.Trades, _ *ms.Provenance) {
		if source == 0 && day == 0 {
			*trades = filter(*trades, func(i int) bool { return trades.TimestampUS[i] >= midnight(0)+90*minuteUS })
		}
	}).run()
	us, closes := a.Closes()
	if len(us) != 2*288 || us[0] != midnight(0) || us[288] != midnight(1) || len(closes) != 3 {
		t.Fatalf("%d times, %d sources", len(us), len(closes))
	}
	if !math.IsNaN(closes[0][17]) || math.IsNaN(closes[0][18]) || math.IsNaN(closes[1][0]) {
		t.Errorf("closes %v", closes[0][:20])
	}
	if e := a.EmptyMinutes(); e[0][0][0] != 60 || e[0][0][1] != 30 || e[0][1][0] != 0 {
		t.Errorf("empty minutes %v", e[0])
	}
	if m := a.TradesPerMinute(); m[0][0] >= m[1][0] || len(m[0]) != 1440 {
		t.Errorf("trades per minute %v and %v", m[0][0], m[1][0])
	}
	if got := a.DayStartsUS(); !slices.Equal(got, []int64{midnight(0), midnight(1)}) {
		t.Errorf("days %v", got)
	}
}
