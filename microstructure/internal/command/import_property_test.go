package command

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/dataset"
)

// TestImportEqualsPlainReader imports random archives of every exchange: cut
// into files anywhere, in any order within and among them, with rows that come
// twice and rows that are no trades. What is in the files is what a plain
// reader finds, what the import prints and what the audit counts, and the
// trades have the same bytes as those of the archives in order.
func TestImportEqualsPlainReader(t *testing.T) {
	for i := range exchanges {
		e := &exchanges[i]
		for seed := range uint64(4) {
			t.Run(fmt.Sprint(e.source, strings.Contains(e.name, "agg"), seed), func(t *testing.T) {
				t.Parallel()
				r := rand.New(rand.NewPCG(seed, uint64(i)))
				month := seed%2 == 1 && !strings.HasPrefix(e.source, "bybit")
				days, perDay := 2+r.IntN(3), 50+r.IntN(250)
				if month {
					days, perDay = 31, 20+r.IntN(30)
				}
				first := time.Date(2024, 8, 1, 0, 0, 0, 0, time.UTC).UnixMilli() + e.shiftMS
				ticks := e.market(r, first, days, perDay)
				ordered := e.inOrder(t, ticks)
				random := e.atRandom(t, r, ticks, month)
				want := e.readPlainly(t, ordered)
				sameDays(t, "the plain reader of random archives", e.readPlainly(t, random), want)

				a, b := t.TempDir(), t.TempDir()
				e.importInto(t, a, ordered)
				printed := e.importInto(t, b, random)
				sameDays(t, "archives in order", e.plainFiles(t, a), want)
				sameDays(t, "random archives", e.plainFiles(t, b), want)
				for date, d := range want {
					if printed[date] != d.rows {
						t.Errorf("%d trades of %s are printed, %d are there", printed[date], date, d.rows)
					}
				}
				sameTrades(t, files(t, b), files(t, a))
				e.auditAgrees(t, b, want)
				if again := e.importInto(t, b, random); len(again) != 0 {
					t.Errorf("the second import makes %d days again", len(again))
				}
				if strings.HasPrefix(e.source, "bybit") {
					return // without ids, what comes later cannot be merged
				}
				c := t.TempDir()
				for len(random) > 0 {
					n := 1 + r.IntN(len(random))
					e.importInto(t, c, random[:n])
					random = random[n:]
				}
				sameTrades(t, files(t, c), files(t, a))
				e.auditAgrees(t, c, want)
			})
		}
	}
}

// inOrder writes one archive per day, in order.
func (e *exchange) inOrder(t *testing.T, ticks []tick) (paths []string) {
	byDate := map[string][]tick{}
	for _, p := range ticks {
		byDate[e.archiveDate(p.ms)] = append(byDate[e.archiveDate(p.ms)], p)
	}
	dir := t.TempDir()
	for date, some := range byDate {
		paths = append(paths, e.write(t, dir, date, some))
	}
	slices.Sort(paths)
	return paths
}

// atRandom writes archives in which rows may be a few hours from where they
// belong, come twice, and are in any order.
func (e *exchange) atRandom(t *testing.T, r *rand.Rand, ticks []tick, month bool) (paths []string) {
	byDate := map[string][]tick{}
	stray := int64(r.IntN(2)) * 20 * 3_600_000
	for _, p := range ticks {
		date := e.archiveDate(p.ms)
		if month {
			date = date[:len("2024-08")]
		} else if stray > 0 && r.IntN(10) == 0 {
			date = e.archiveDate(p.ms + r.Int64N(2*stray) - stray)
		}
		byDate[date] = append(byDate[date], p)
		if r.IntN(20) == 0 {
			byDate[date] = append(byDate[date], p)
		}
	}
	if month { // and some days once more
		for _, p := range ticks {
			if date := e.archiveDate(p.ms); date[len(date)-1] == '7' {
				byDate[date] = append(byDate[date], p)
			}
		}
	}
	for date, some := range byDate {
		shuffle(r, some)
		paths = append(paths, e.write(t, t.TempDir(), date, some))
	}
	if e.source != "bybit_spot" && r.IntN(2) == 0 { // whose ids tell rows of one archive apart only
		for date, some := range byDate {
			paths = append(paths, e.write(t, t.TempDir(), date, some))
			break
		}
	}
	r.Shuffle(len(paths), func(i, j int) { paths[i], paths[j] = paths[j], paths[i] })
	return paths
}

// shuffle puts ticks in one of the orders that archives come in.
func shuffle(r *rand.Rand, ticks []tick) {
	switch n := len(ticks); r.IntN(5) {
	case 0:
	case 1:
		slices.Reverse(ticks)
	case 2: // the second half between the rows of the first
		half := slices.Clone(ticks)
		for i := range n / 2 {
			ticks[2*i], ticks[2*i+1] = half[i], half[n/2+i]
		}
	case 3: // nearly in order
		for i := 0; i+7 < n; i += 7 {
			j := i + r.IntN(7)
			ticks[i], ticks[j] = ticks[j], ticks[i]
		}
	default:
		r.Shuffle(n, func(i, j int) { ticks[i], ticks[j] = ticks[j], ticks[i] })
	}
}

var dayLine = regexp.MustCompile(`(?m)^  (\d{4}-\d\d-\d\d)  +\S+  +\S+  +([\d,]+)  `)

// importInto runs the import and returns the trades that it prints by day.
func (e *exchange) importInto(t *testing.T, out string, paths []string) map[string]int64 {
	t.Helper()
	text := mustRun(t, append([]string{"import", "--source", e.source, "--symbol", e.symbol, "--out", out}, paths...)...)
	printed := map[string]int64{}
	for _, m := range dayLine.FindAllStringSubmatch(text, -1) {
		n, err := strconv.ParseInt(strings.ReplaceAll(m[2], ",", ""), 10, 64)
		must(t, err)
		printed[m[1]] = n
	}
	return printed
}

// auditAgrees compares the audit's counts, and asks for no errors.
func (e *exchange) auditAgrees(t *testing.T, out string, want map[string]plainDay) {
	t.Helper()
	c := audit.DefaultConfig()
	c.NoCache = true
	a, err := audit.Run(context.Background(), &dataset.Dataset{Dir: out, Symbol: e.symbol}, []microstructure.Source{{Name: e.source, Label: "x"}}, c)
	must(t, err)
	for _, d := range a.Sources[0].Days {
		if d.Rows != want[d.Date].rows {
			t.Errorf("the audit counts %d trades of %s, want %d", d.Rows, d.Date, want[d.Date].rows)
		}
	}
	for _, f := range a.Findings {
		if f.Severity == audit.Error || f.Check == audit.CheckIDs || f.Check == audit.CheckAltered {
			t.Error(f)
		}
	}
}

// sameTrades compares files up to their footers: these say what the trades were
// made from.
func sameTrades(t *testing.T, got, want map[string]string) {
	t.Helper()
	data := func(file string) string {
		if len(file) < 8 {
			return file
		}
		n := int(binary.LittleEndian.Uint32([]byte(file[len(file)-8:])))
		return file[:max(0, len(file)-8-n)]
	}
	if len(got) != len(want) {
		t.Errorf("%d files, want %d", len(got), len(want))
	}
	for name := range want {
		if g, w := data(got[name]), data(want[name]); g != w || g == "" {
			t.Errorf("%s: %d bytes of trades, want %d, or others", name, len(g), len(w))
		}
	}
}
