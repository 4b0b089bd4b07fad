package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure"
)

// august is a month of trades at the given number a day, in order.
func august(perDay int64) (ms []int64) {
	for i := range 31 * perDay {
		ms = append(ms, aug8-7*86_400_000+i*86_400_000/perDay)
	}
	return ms
}

// Whatever order the rows of a month are in, every row is written, and as many
// as are reported.
func TestMonthInAnyOrder(t *testing.T) {
	ms := august(200)
	interleaved := func(n int) (out []int64) {
		for i := range len(ms) / n {
			for k := range n {
				out = append(out, ms[k*len(ms)/n+i])
			}
		}
		return append(out, ms[len(out):]...)
	}
	swapped := slices.Clone(ms)
	swapped[3], swapped[6100] = swapped[6100], swapped[3]
	shuffled := slices.Clone(ms)
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(ms), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	backwards := slices.Clone(ms)
	slices.Reverse(backwards)
	for name, rows := range map[string][]int64{
		"in order": ms, "two halves in turns": interleaved(2), "five parts in turns": interleaved(5), "one row late": swapped,
		"shuffled": shuffled, "backwards": backwards,
	} {
		for _, window := range []int{2, 50, 1 << 18} {
			t.Run(fmt.Sprint(name, "/", window), func(t *testing.T) {
				report, days := convert(t, "binance_futures", "BTCUSDT", func(c *Config) { c.WindowRows = window },
					write(t, "BTCUSDT-trades-2024-08.csv", umCSV(rows...)))
				if len(report.Failures) > 0 || len(days) != 31 || len(report.Days) != 31 {
					t.Fatalf("%d days, %v", len(days), report.Failures)
				}
				next := 0
				for _, d := range report.Days {
					for _, us := range days[d.Day].trades.TimestampUS {
						if us != ms[next]*1000 {
							t.Fatalf("trade %d is at %s", next, timeText(us))
						}
						next++
					}
					if d.Rows != 200 || d.RowsIn != 200 || d.IDs.Missing < 0 {
						t.Errorf("%+v", d)
					}
				}
			})
		}
	}
}

// ledger is a memory that notes what happens to days.
type ledger struct {
	memory
	lock   sync.Mutex
	events []string
}

type ledgerDay struct {
	*memoryDay
	day string
	l   *ledger
}

func (l *ledger) open(day string) (DayWriter, error) {
	w, err := l.memory.open(day)
	if err != nil {
		return nil, err
	}
	return &ledgerDay{w.(*memoryDay), day, l}, nil
}

func (d *ledgerDay) note(what string) {
	d.l.lock.Lock()
	defer d.l.lock.Unlock()
	d.l.events = append(d.l.events, what+" "+d.day[len("2024-"):])
}

func (d *ledgerDay) Settle() (int64, error) { d.note("settle"); return d.memoryDay.Settle() }
func (d *ledgerDay) Abort() error           { d.note("abort"); return d.memoryDay.Abort() }
func (d *ledgerDay) Commit(p microstructure.Provenance) error {
	d.note("commit")
	return d.memoryDay.Commit(p)
}

// A day is written while its archive is read, and becomes visible once all that
// could bring rows of it are known to be whole. One reading is enough.
func TestDaysWaitForTheirArchives(t *testing.T) {
	month := umCSV(august(600)...) // some batches
	l := &ledger{memory: memory{days: map[string]*memoryDay{}}}
	c := DefaultConfig()
	c.Source, c.Symbol, c.NewDay = "binance_futures", "BTCUSDT", l.open
	reads := 0
	c.Progress = func(ArchiveReport) { reads++ }
	september := umCSV(aug8+24*86_400_000, aug8+25*86_400_000)
	report, err := Convert(context.Background(), []string{
		write(t, "BTCUSDT-trades-2024-08.csv", month), write(t, "BTCUSDT-trades-2024-09.csv", september)}, c)
	if err != nil || len(report.Failures) > 0 || len(report.Days) != 33 || reads != 2 {
		t.Fatal(err, report.Failures, len(report.Days), reads)
	}
	first := slices.Index(l.events, "commit 08-01")
	if at := slices.Index(l.events, "settle 08-20"); at < 0 || at > first {
		t.Errorf("20 August waits to be written: %q", l.events)
	}
	if i, j := slices.Index(l.events, "settle 09-02"), slices.Index(l.events, "commit 08-31"); j < i {
		t.Errorf("31 August is visible before September was read: %q", l.events)
	}

	broken := []byte(month)
	z := write(t, "BTCUSDT-trades-2024-08.zip", month)
	content, err := os.ReadFile(z)
	must(t, err)
	sum := crc32.ChecksumIEEE(broken)
	flipped := bytes.ReplaceAll(content, []byte{byte(sum), byte(sum >> 8), byte(sum >> 16), byte(sum >> 24)}, []byte("oops"))
	must(t, os.WriteFile(z, flipped, 0o600))
	*l = ledger{memory: memory{days: map[string]*memoryDay{}}}
	report, err = Convert(context.Background(), []string{z, write(t, "BTCUSDT-trades-2024-09.csv", september)}, c)
	if err != nil || len(report.Failures) != 1 || len(report.Failures[0].Days) != 31 || !strings.Contains(report.Failures[0].Err.Error(), "checksum") {
		t.Fatal(err, report.Failures)
	}
	if len(report.Days) != 2 || slices.Contains(l.events, "commit 08-31") || !slices.Contains(l.events, "abort 08-01") {
		t.Errorf("a month with a wrong CRC: %q", l.events)
	}
}

// A row that cannot be read costs its day, or the days of the rows around it.
func TestUnusableRows(t *testing.T) {
	const day = 86_400_000
	ms := august(4)
	row := func(at int64) string { return strings.TrimPrefix(umCSV(at), umHeader) }
	for _, c := range []struct {
		name, row string
		at        int      // of the row before
		lost      []string // days
	}{
		{"its time is good", strings.Replace(row(aug8+5), ",2,", ",two,", 1), 80, []string{"2024-08-08"}},
		{"its time is not", "7,1,2,2,never,false\n", 82, []string{"2024-08-21"}},
		{"between two days", "x\n", 4 * 9, []string{"2024-08-09", "2024-08-10"}},
		{"the first", "7,1,2,2,17,false\n", 0, []string{"2024-08-01"}},
		{"the last", "7,1,2,2", 31 * 4, []string{"2024-08-31"}},
		{"of the next month", strings.Replace(row(aug8+24*day), ",2,", ",-2,", 1), 31 * 4, []string{"2024-09-01"}},
		{"of a year later", row(aug8 + 365*day), 9, []string{"2024-08-03"}},
		{"longer than a line", "7," + strings.Repeat("1", 1<<17) + ",2,2,7,false\n", 13, []string{"2024-08-04"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := umCSV(ms[:c.at]...) + c.row + strings.TrimPrefix(umCSV(ms[c.at:]...), umHeader)
			report, days := convert(t, "binance_futures", "BTCUSDT", nil, write(t, "BTCUSDT-trades-2024-08.csv", text))
			if len(report.Failures) != 1 || !slices.Equal(report.Failures[0].Days, c.lost) {
				t.Fatalf("%v, want %v lost", report.Failures, c.lost)
			}
			var e *Error
			if !errors.As(report.Failures[0].Err, &e) || e.Line != int64(c.at)+2 {
				t.Errorf("line %d is named, want %d: %v", e.Line, c.at+2, e)
			}
			want := 31
			for _, d := range c.lost {
				if strings.HasPrefix(d, "2024-08") {
					want--
				}
			}
			if len(days) != want || days[c.lost[0]] != nil {
				t.Errorf("%d days, want %d", len(days), want)
			}
		})
	}
	text := umCSV(ms...)
	for i := range 9 {
		text = strings.Replace(text, ",2,", fmt.Sprintf(",%d.x,", i), 1)
	}
	report, _ := convert(t, "binance_futures", "BTCUSDT", nil, write(t, "BTCUSDT-trades-2024-08.csv", text))
	if f := report.Failures[0]; len(f.Days) != 3 || !strings.Contains(f.Err.Error(), "and 8 more rows") || report.Archives[0].Unusable != 9 {
		t.Errorf("%+v", f)
	}
}

// forgetful is a day that loses a trade.
type forgetful struct{ *memoryDay }

func (d forgetful) Settle() (int64, error) {
	n, err := d.memoryDay.Settle()
	return n - 1, err
}

// What a writer has is compared with what came.
func TestLostRowsAreAnError(t *testing.T) {
	m := &memory{days: map[string]*memoryDay{}}
	c := DefaultConfig()
	c.Source, c.Symbol = "binance_futures", "BTCUSDT"
	c.NewDay = func(day string) (DayWriter, error) {
		w, err := m.open(day)
		return forgetful{w.(*memoryDay)}, err
	}
	_, err := Convert(context.Background(), []string{write(t, umName, umHeader+umRow)}, c)
	if err == nil || !strings.Contains(err.Error(), "internal error") || !strings.Contains(err.Error(), "2024-08-08") {
		t.Errorf("error %v", err)
	}
	if d := m.days["2024-08-08"]; d.closed || !d.aborted {
		t.Errorf("the day is visible: %+v", d)
	}
}

// Only days that are wanted are written, and they are settled before.
func TestIntent(t *testing.T) {
	asked := map[string]int{}
	report, days := convert(t, "binance_futures", "BTCUSDT", func(c *Config) {
		c.Intent = func(day string) Intent {
			asked[day]++
			if day == "2024-08-10" {
				return Write
			}
			return Leave
		}
	}, write(t, "BTCUSDT-trades-2024-08.csv", umCSV(august(24)...)+"x\n"))
	if len(days) != 1 || len(report.Days) != 1 || report.Days[0].Day != "2024-08-10" || len(report.Failures) != 0 {
		t.Errorf("%d days, %v", len(days), report.Failures)
	}
	if len(asked) != 33 || asked["2024-07-31"] != 1 || asked["2024-09-01"] != 1 {
		t.Errorf("asked for %v", asked)
	}
}

// An archive that fails takes back what it brought, but no more.
func TestFailureTakesBackStrays(t *testing.T) {
	const day = 86_400_000
	month := write(t, "BTCUSDT-trades-2024-08.csv", umCSV(august(24)...))
	bad := filepath.Join(t.TempDir(), "BTCUSDT-trades-2024-09-01.csv.gz")
	good, err := os.ReadFile(write(t, "BTCUSDT-trades-2024-09-01.csv.gz", umCSV(aug8+23*day+5, aug8+24*day)))
	must(t, err)
	for name, content := range map[string][]byte{"whole": good, "cut": good[:len(good)-4]} {
		must(t, os.WriteFile(bad, content, 0o600))
		report, days := convert(t, "binance_futures", "BTCUSDT", nil, month, bad)
		rows, lost := int64(25), 0
		if name == "cut" {
			rows, lost = 24, 1
		}
		last := days["2024-08-31"]
		if len(report.Failures) != lost || len(days) != 32-lost || last == nil || last.provenance.Rows != rows {
			t.Errorf("%s: %d days, %v, %+v", name, len(days), report.Failures, last)
		}
		if last != nil && (len(last.provenance.Archives) != 2 || last.provenance.Archives[1].Rows != rows-24) {
			t.Errorf("%s: %+v", name, last.provenance.Archives)
		}
	}
}

// brittle is a day whose Commit changes an archive.
type brittle struct {
	*memoryDay
	path string
}

func (d brittle) Commit(p microstructure.Provenance) error {
	content, err := os.ReadFile(d.path)
	if err == nil {
		err = os.WriteFile(d.path, append(content, '\n'), 0o600)
	}
	return errors.Join(err, d.memoryDay.Commit(p))
}

// An archive that is another one when it is read for the second time costs the
// days that need it, and no others.
func TestArchiveThatChanges(t *testing.T) {
	ms := august(24)
	ms[3], ms[700] = ms[700], ms[3] // 1 August is given up
	path := write(t, "BTCUSDT-trades-2024-08.csv", umCSV(ms...))
	m := &memory{days: map[string]*memoryDay{}}
	report, days := convert(t, "binance_futures", "BTCUSDT", func(c *Config) {
		c.NewDay = func(day string) (DayWriter, error) {
			w, err := m.open(day)
			return brittle{w.(*memoryDay), path}, err
		}
	}, path)
	if len(days) != 0 { // convert looks into another memory
		t.Fatal(len(days))
	}
	if len(report.Days) != 30 || len(report.Failures) != 1 || !slices.Equal(report.Failures[0].Days, []string{"2024-08-01"}) ||
		!strings.Contains(report.Failures[0].Err.Error(), "changed while it was read") {
		t.Errorf("%d days, %v", len(report.Days), report.Failures)
	}
	if d := m.days["2024-08-01"]; d.closed || m.days["2024-08-02"] == nil || !m.days["2024-08-02"].closed {
		t.Error("1 August is written, or 2 August is not")
	}
}

// slowDay is a day whose Commit waits for something, and may fail.
type slowDay struct {
	*memoryDay
	wait <-chan struct{}
	fail error
}

func (d slowDay) Commit(p microstructure.Provenance) error {
	if d.wait != nil {
		select {
		case <-d.wait:
		case <-time.After(time.Minute):
			return errors.New("the next archive is not read while this day is committed")
		}
	}
	return errors.Join(d.fail, d.memoryDay.Commit(p))
}

// TestCommitBesideReading: a day is committed while the next archive is read, and
// an error of it ends the conversion, in which no other day is left open.
func TestCommitBesideReading(t *testing.T) {
	var paths []string
	for i := range 5 {
		at := aug8 + int64(i)*86_400_000
		paths = append(paths, write(t, fmt.Sprintf("BTCUSDT-trades-2024-08-%02d.csv", 8+i), umCSV(at, at+1000, at+2000)))
	}
	full := errors.New("the disk is full")
	for _, fail := range []error{nil, full} {
		m := &memory{days: map[string]*memoryDay{}}
		read := make(chan struct{})
		c := DefaultConfig()
		c.Source, c.Symbol = "binance_futures", "BTCUSDT"
		c.NewDay = func(day string) (DayWriter, error) {
			w, err := m.open(day)
			d := slowDay{memoryDay: w.(*memoryDay)}
			if day == "2024-08-08" { // it is committed before the third archive is read
				d.wait, d.fail = read, fail
			}
			return d, err
		}
		c.Progress = func(r ArchiveReport) {
			if r.Name == filepath.Base(paths[2]) {
				close(read)
			}
		}
		report, err := Convert(context.Background(), paths, c)
		want := len(paths)
		if fail != nil {
			want = 0
		}
		if !errors.Is(err, fail) || len(report.Days) != want {
			t.Errorf("%d days, %v; want %d, %v", len(report.Days), err, want, fail)
		}
		for name, d := range m.days {
			if !d.closed && !d.aborted {
				t.Errorf("error %v: %s is left open", fail, name)
			}
		}
	}
}
