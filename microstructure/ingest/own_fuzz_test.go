package ingest

import (
	"context"
	"encoding/csv"
	"errors"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// Whatever a user's own file holds, the result is valid days or an error that
// names what helps.
func FuzzOwnText(f *testing.F) {
	f.Add(ownHeader + "1761955200,95000,1,buy\n")
	f.Add("time;price;qty;side;id;symbol;cost\n\"2025-11-01 10:00:00+01:00\";\"9.5e4\";,1;B;7;BTC-USDT;\n")
	f.Add("exchange\tts\tpx\tsz\tm\n\"a\"\"b\"\t1761955200123456789\t1\t2\ttrue\r\n\n")
	f.Add("time,price,qty,side,trade_id\n1761955200.5,0,0,ask,\n1761955199,1,1,bid,x\n")
	path := filepath.Join(f.TempDir(), "f.csv")
	f.Fuzz(func(t *testing.T, text string) {
		must(t, os.WriteFile(path, []byte(text), 0o600))
		fuzzOwn(t, Format{Name: "csv"}, path)
	})
}

// FuzzOwnParquet imports parquet files of any bytes.
func FuzzOwnParquet(f *testing.F) {
	paths, _ := filepath.Glob("testdata/own/*.parquet")
	for _, path := range append(paths, "testdata/own/nautilus16/data/trade_tick/BTCUSDT-PERP.BINANCE/part-0.parquet") {
		data, err := os.ReadFile(path)
		must(f, err)
		f.Add(data, strings.Contains(path, "nautilus"))
	}
	path := filepath.Join(f.TempDir(), "f.parquet")
	f.Fuzz(func(t *testing.T, data []byte, nautilus bool) {
		must(t, os.WriteFile(path, data, 0o600))
		format := Format{Name: "parquet"}
		if nautilus {
			format.Name = "nautilus"
		}
		fuzzOwn(t, format, path)
	})
}

func fuzzOwn(t *testing.T, f Format, path string) {
	files, err := FindFiles(f, nil, path)
	must(t, err)
	in, err := Survey(context.Background(), f, files, DefaultLimits(), 1, nil)
	if err != nil {
		if strings.Contains(err.Error(), "goroutine") {
			t.Fatal(err)
		}
		return
	}
	m := &memory{days: map[string]*memoryDay{}}
	c := DefaultConfig()
	c.Source, c.Symbol, c.NewDay, c.WindowRows, c.TempDir = "mine", "BTCUSDT", m.open, 2, t.TempDir()
	r, err := ConvertFiles(context.Background(), in, c)
	if err != nil && !errors.Is(err, ErrNoTrades) {
		t.Fatal(err)
	}
	for _, failure := range r.Failures {
		var e *Error
		if !errors.As(failure.Err, &e) || e.Problem == "" || e.Remedy == "" || strings.Contains(e.Problem, "goroutine") {
			t.Fatalf("%v", failure.Err)
		}
		for _, d := range r.Days {
			if slices.Contains(failure.Days, d.Day) {
				t.Fatalf("%s is written, but %v", d.Day, failure.Err)
			}
		}
	}
	for _, d := range r.Days {
		day := m.days[d.Day]
		must(t, day.trades.Validate())
		if int64(day.trades.Len()) != d.Rows || d.Rows+d.Duplicates+d.LeftOut != d.RowsIn || d.Rows == 0 {
			t.Fatalf("%d trades: %+v", day.trades.Len(), d)
		}
		for _, us := range day.trades.TimestampUS {
			if dayName(dayOf(us)) != d.Day || us < firstUS || us >= lastUS {
				t.Fatalf("%s on %s", timeText(us), d.Day)
			}
		}
	}
}

// FuzzFields compares the fields of a line with those of encoding/csv.
func FuzzFields(f *testing.F) {
	f.Add(`1,2,"a,b",c`)
	f.Add(`"a""b",,`)
	f.Add(`"";x`)
	f.Fuzz(func(t *testing.T, line string) {
		if strings.ContainsAny(line, "\r\n") || line == "" {
			return
		}
		for _, comma := range []byte(separators) {
			ends := &textReader{table: &textTable{comma: comma}, commas: 0x0101010101010101 * uint64(comma), most: math.MaxInt}
			if quoted := ends.split([]byte(line)); quoted != strings.Contains(line, `"`) {
				t.Fatalf("%q: quoted %t", line, quoted)
			}
			from := 0
			for i, field := range strings.Split(line, string(comma)) {
				if len(ends.ends) > 0 && line[from:ends.ends[i]] != field {
					t.Fatalf("%q: field %d is %q", line, i, line[from:ends.ends[i]])
				}
				from += len(field) + 1
			}
		}
		r := csv.NewReader(strings.NewReader(line))
		want, err := r.Read()
		table := &textTable{comma: ','}
		var got []string
		n, bad := table.cut([]byte(line), func(_ int, field []byte) { got = append(got, string(field)) })
		if err != nil {
			return // it also refuses quotes within fields
		}
		if bad != nil || n != len(want) || !slices.Equal(got, want) {
			t.Fatalf("%q: %q, %v; want %q", line, got, bad, want)
		}
	})
}

// dateTime is what parseDateTime reads, and package time does too: it also
// takes an hour of one digit, several spaces and a decimal comma.
var dateTime = regexp.MustCompile(`^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?$`)

// FuzzDateTime compares times with those of package time.
func FuzzDateTime(f *testing.F) {
	for _, s := range []string{"2025-11-01T09:30:00.123456Z", "2025-11-01 09:30:00+01:00", "2024-02-29T23:59:59-0130", "2025-11-01 09:30", "2025-02-30T00:00:00Z"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		us, zoned, ok := parseDateTime([]byte(text))
		for _, layout := range []string{"2006-01-02T15:04:05Z07:00", "2006-01-02 15:04:05Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02 15:04:05", "2006-01-02T15:04"} {
			want, err := time.Parse(layout, text)
			_, offset := want.Zone()
			if err != nil || !dateTime.MatchString(text) || strings.HasSuffix(text, "60") || offset > 14*3600+59*60 || offset < -14*3600-59*60 {
				continue
			}
			if !ok || us != want.UnixMicro() || zoned != strings.Contains(layout, "Z07") {
				t.Fatalf("%q: %d, %t, %t; want %v", text, us, zoned, ok, want)
			}
		}
	})
}
