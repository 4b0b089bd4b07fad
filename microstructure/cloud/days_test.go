package cloud

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/result"
	"github.com/tickbook/tickbook/microstructure/store"
	"github.com/tickbook/tickbook/microstructure/synth"
)

const symbol = "BTCUSDT"

// market is a simulated market of some days.
func market(days int, tradesPerBar float64) synth.Config {
	c := synth.DefaultConfig()
	c.Days, c.TradesPerBar, c.Seed = days, tradesPerBar, 7
	return c
}

// writeMarket writes a market's trades below a directory.
func writeMarket(t testing.TB, dir string, c synth.Config) {
	t.Helper()
	m, err := synth.NewMarket(c)
	must(t, err)
	data, err := dataset.New(dir, symbol)
	must(t, err)
	for i, source := range c.Sources {
		must(t, store.MakeFolder(data.TradesDir(source.Name)))
		for day := range c.Days {
			trades, ok := m.Day(i, day)
			if !ok {
				continue
			}
			w, err := dataset.CreateTrades(data.TradesPath(source.Name, m.Date(day).Format(time.DateOnly)), microstructure.Provenance{})
			must(t, err, w.Append(trades), w.Close())
		}
	}
}

// tree reads all files below a directory, by their path in it.
func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	var walk func(at, name string)
	walk = func(at, name string) {
		entries, err := store.ReadDir(at)
		must(t, err)
		for _, e := range entries {
			if path := store.Join(at, e.Name()); e.IsDir() {
				walk(path, name+e.Name()+"/")
			} else {
				data, err := store.ReadFile(path, 1<<30)
				must(t, err)
				files[name+e.Name()] = string(data)
			}
		}
	}
	walk(dir, "")
	return files
}

// TestRequestsOfADay reads three of five columns of a day of 12 MB, of one in
// two row groups, and of a small one, as they are opened and fetched ahead.
func TestRequestsOfADay(t *testing.T) {
	stores(t, func(t *testing.T, w *wire, url string) {
		for _, c := range []struct {
			tradesPerBar float64
			least        int64 // bytes
			most         int   // requests
		}{{2900, 11_500_000, 25}, {4500, 20_000_000, 25}, {20, 1000, 1}} {
			m := market(1, c.tradesPerBar)
			m.Sources = m.Sources[:1]
			dir := fmt.Sprint(url, "/", c.tradesPerBar)
			writeMarket(t, dir, m)
			data, err := dataset.Open(dir, symbol)
			must(t, err)
			days, err := data.Days(m.Sources[0].Name)
			must(t, err)
			for _, verify := range []bool{false, true} {
				for _, ahead := range []bool{false, true} {
					w.asked()
					rows, total := readDay(t, days[0], ahead, verify)
					asked := w.asked()
					info, err := store.Stat(days[0].Path)
					must(t, err)
					t.Logf("%d bytes, %d trades, ahead %t, verified %t: %d requests", info.Size(), rows, ahead, verify, len(asked))
					if rows != total || info.Size() < c.least || len(asked) > c.most {
						t.Errorf("%d of %d trades in %d bytes, %d requests, want %d at most: %q", rows, total, info.Size(), len(asked), c.most, asked)
					}
				}
			}
		}
	})
}

// readDay reads a day's trades, and returns their number and what the file says
// it is.
func readDay(t *testing.T, day dataset.Day, ahead, verify bool) (rows, total int64) {
	t.Helper()
	var r dataset.TradesReader
	if ahead {
		f, err := day.Open()
		must(t, err)
		must(t, dataset.NewAhead(1).Fetch(t.Context(), verify, f), r.Take(f))
	} else {
		must(t, r.Reset(day))
	}
	defer r.Close()
	if verify {
		r.VerifyAll()
	}
	for {
		trades, err := r.Next()
		if err == io.EOF {
			return rows, r.Rows()
		}
		must(t, err)
		rows += int64(trades.Len())
	}
}

// buildBars builds the bars of a directory's trades.
func buildBars(t testing.TB, dir string) ([]microstructure.SourceBars, dataset.BuildReport) {
	t.Helper()
	data, err := dataset.Open(dir, symbol)
	must(t, err)
	bars, report, err := data.Bars(context.Background(), synth.DefaultConfig().Sources, dataset.DefaultConfig())
	must(t, err)
	if len(report.Warnings) > 0 {
		t.Error(report.Warnings)
	}
	return bars, report
}

// TestSameFromStores has the files of trades, the bars, their cache and the
// audit be the same as on the disk.
func TestSameFromStores(t *testing.T) {
	local := t.TempDir()
	m := market(4, 30)
	writeMarket(t, local, m)
	want, wantReport := buildBars(t, local)
	wantTrades := tree(t, filepath.Join(local, symbol, "trades"))
	stores(t, func(t *testing.T, w *wire, url string) {
		dir := url + "/data"
		writeMarket(t, dir, m)
		if got := tree(t, store.Join(dir, symbol, "trades")); !maps.Equal(got, wantTrades) {
			t.Errorf("%d files of trades are not the %d of the disk", len(got), len(wantTrades))
		}
		for i := range 2 {
			w.asked()
			got, report := buildBars(t, dir)
			if !reflect.DeepEqual(got, want) || report.InputDigest != wantReport.InputDigest {
				t.Errorf("build %d: other bars", i)
			}
			if all := len(m.Sources) * m.Days; i == 1 && report.Served != all {
				t.Errorf("%d of %d days from the cache", report.Served, all)
			} else if asked := w.asked(); i == 1 && len(asked) > 2*all+12 {
				t.Errorf("%d requests for %d days from the cache: %q", len(asked), all, asked)
			}
		}
		for name := range tree(t, dir) {
			if strings.Contains(name, ".tmp") {
				t.Errorf("there is %s", name)
			}
		}
		data, err := dataset.Open(dir, symbol)
		must(t, err)
		onDisk, err := dataset.Open(local, symbol)
		must(t, err)
		var lines []string
		for _, d := range []*dataset.Dataset{onDisk, data, data} { // the last from the cache
			a, err := audit.Run(context.Background(), d, m.Sources, audit.DefaultConfig())
			must(t, err)
			var findings []string
			for _, f := range a.Findings {
				findings = append(findings, fmt.Sprint(f))
			}
			lines = append(lines, strings.ReplaceAll(strings.Join(findings, "\n"), d.Dir, "DIR"))
		}
		if lines[1] != lines[0] || lines[2] != lines[0] {
			t.Errorf("findings differ:\n%s", strings.Join(lines, "\n--\n"))
		}
	})
}

// TestSameStudy has the tables of a study and its record of looks be the same
// as on the disk.
func TestSameStudy(t *testing.T) {
	m := market(24, 12)
	m.EdgeBps = 8
	study := func(dir, out string) (map[string]string, []evidence.Look) {
		t.Helper()
		c := desk.DefaultConfig(dir, symbol)
		c.LooksFile = store.Join(dir, result.LooksFile)
		c.Evidence.Folds.TrainDays, c.Evidence.Folds.TestDays, c.Evidence.Folds.MinActiveDays = 6, 3, 4
		c.Evidence.Resampling.Reps, c.Evidence.ICReps, c.Evidence.Causality.Cuts = 99, 29, 3
		d, err := desk.Open(c)
		must(t, err)
		set, err := result.Open(t.Context(), out, result.TableNames(d.Config.Sources, false), nil)
		must(t, err)
		defer set.Close()
		s, err := d.Study(t.Context(), nil)
		must(t, err)
		v, err := d.Verdict(t.Context())
		must(t, err)
		bars, built, err := d.Bars(t.Context(), nil)
		must(t, err)
		tables := result.ReferenceTables(s)
		for _, b := range bars {
			tables = append(tables, result.BarTable(b))
		}
		summary := result.NewSummary(s)
		summary.Verdict, summary.InputDigest = result.NewVerdict(s, v), built.InputDigest
		must(t, set.Write(t.Context(), tables, summary), result.Check(t.Context(), out))
		r, err := result.ReadLooks(c.LooksFile)
		must(t, err)
		for i := range r.Looks {
			r.Looks[i].Time = time.Time{}
		}
		return tree(t, out), r.Looks
	}
	local := t.TempDir()
	writeMarket(t, local, m)
	want, wantLooks := study(local, filepath.Join(local, "out"))
	if len(want) < 8 || len(wantLooks) != 3 {
		t.Fatalf("%d tables, looks %v", len(want), wantLooks)
	}
	stores(t, func(t *testing.T, w *wire, url string) {
		writeMarket(t, url, m)
		for range 2 { // the second replaces the first
			got, looks := study(url, url+"/out")
			for name, text := range want {
				if got[name] != text {
					t.Errorf("%s differs", name)
				}
			}
			if len(got) != len(want) || !reflect.DeepEqual(looks, wantLooks) {
				t.Errorf("%d tables, looks %v, want %v", len(got), looks, wantLooks)
			}
		}
	})
}

// TestLooksAtOnce has processes that do not know of each other add looks.
func TestLooksAtOnce(t *testing.T) {
	stores(t, func(t *testing.T, w *wire, url string) {
		path := url + "/" + result.LooksFile
		var all sync.WaitGroup
		const n = 12
		for i := range n {
			all.Go(func() {
				l := evidence.Look{Symbol: fmt.Sprint("S", i), FromDate: "2025-11-01", ToDate: "2025-11-02", Configurations: 1}
				for range 2 { // the second time it is there
					if _, err := result.EnterLook(path, l); err != nil {
						t.Error(err)
					}
				}
				l.Verdict = "no edge"
				if _, err := result.FinishLook(path, l); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		r, err := result.ReadLooks(path)
		must(t, err)
		if len(r.Looks) != 2*n || len(r.Damaged) > 0 || len(evidence.DistinctLooks(r.Looks)) != n {
			t.Errorf("%d looks, %d damaged, want %d", len(r.Looks), len(r.Damaged), 2*n)
		}
		// A line that another program left unfinished is ended first.
		text, err := store.ReadFile(path, 1<<20)
		must(t, err, store.Write(path, append(text, `{"half`...)))
		_, err = result.EnterLook(path, evidence.Look{Symbol: "X", FromDate: "2025-11-01", ToDate: "2025-11-02", Configurations: 1})
		must(t, err)
		if r, err = result.ReadLooks(path); err != nil || len(r.Looks) != 2*n+1 || len(r.Damaged) != 1 {
			t.Errorf("%d looks, %d damaged, %v", len(r.Looks), len(r.Damaged), err)
		}
	})
}

// TestAcceptancesAtOnce has several people accept findings at the same time.
func TestAcceptancesAtOnce(t *testing.T) {
	stores(t, func(t *testing.T, w *wire, url string) {
		path := url + "/accepted.json"
		var all sync.WaitGroup
		const n = 12
		for i := range n {
			all.Go(func() {
				source := fmt.Sprint("venue", i)
				must(t, audit.WriteAcceptances(path, []audit.Acceptance{
					{Symbol: symbol, Finding: "price:" + source, Source: source, Data: "d", Reason: "a reason"},
				}))
			})
		}
		all.Wait()
		list, err := audit.ReadAcceptances(path)
		found := map[string]bool{}
		for _, a := range list {
			found[a.Source] = true
		}
		if err != nil || len(list) != n || len(found) != n {
			t.Errorf("%d acceptances of %d findings, want %d, %v", len(list), len(found), n, err)
		}
		must(t, store.Write(path, []byte("half")))
		err = audit.WriteAcceptances(path, nil)
		checkMentions(t, err, path+": line 1: ", "correct it, or remove the file")
	})
}

// TestTwoWorkers has two build the same days at the same time.
func TestTwoWorkers(t *testing.T) {
	stores(t, func(t *testing.T, w *wire, url string) {
		writeMarket(t, url, market(3, 20))
		var all sync.WaitGroup
		var bars [2][]microstructure.SourceBars
		for i := range bars {
			all.Go(func() { bars[i], _ = buildBars(t, url) })
		}
		all.Wait()
		again, report := buildBars(t, url)
		if !reflect.DeepEqual(bars[0], bars[1]) || !reflect.DeepEqual(again, bars[0]) || report.Served != report.Sources[0].Days*len(report.Sources) {
			t.Errorf("%d served of %d, or other bars", report.Served, report.Sources[0].Days*len(report.Sources))
		}
	})
}

// TestOfTwoSetsOneFails has two studies write into one directory.
func TestOfTwoSetsOneFails(t *testing.T) {
	stores(t, func(t *testing.T, w *wire, url string) {
		first, err := result.Open(t.Context(), url+"/out", nil, nil)
		must(t, err)
		defer first.Close()
		second, err := result.Open(t.Context(), url+"/out", nil, nil)
		must(t, err)
		defer second.Close()
		must(t, first.Write(t.Context(), nil, result.Summary{Symbol: "A", InputDigest: "x"}))
		err = second.Write(t.Context(), nil, result.Summary{Symbol: "B", InputDigest: "x"})
		if !errors.Is(err, store.ErrChanged) {
			t.Error(err)
		}
		checkMentions(t, err, url+"/out", "another study wrote to it while this one did", "run them one after the other")
		must(t, result.Check(t.Context(), url+"/out"))
		text, err := store.ReadFile(url+"/out/summary.json", 1<<20)
		if err != nil || !strings.Contains(string(text), `"A"`) {
			t.Errorf("%s, %v", text, err)
		}
	})
}
