package series

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure"
)

func file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// The same two values in every form of time that a program may write.
func TestReadCSV(t *testing.T) {
	const first, second = 1_761_955_200_000_000, 1_761_955_500_000_000 // 2025-11-01T00:00, 00:05
	for name, content := range map[string]string{
		"µs":              "timestamp_us,score\n1761955200000000,1.5\n1761955500000000,\n",
		"ms":              "ts,x,score\n1761955200000,9,1.5\n1761955500000,9,NaN\n",
		"s":               "time,signal\n1761955200,1.5\n1761955500,null\n",
		"ns":              "time,value\n1761955200000000000,1.5\n1761955500000000000,None\n",
		"of polars":       "timestamp,score\n2025-11-01T00:00:00.000000,1.5\n2025-11-01T00:05:00.000000,\n",
		"of pandas":       "time,score\n2025-11-01 00:00:00+00:00,1.5\n2025-11-01 00:05:00+00:00,\n",
		"of SQL":          "time,score\n2025-11-01 00:00:00+00,1.5\n2025-11-01 05:35:00+0530,\n",
		"of a zone in T":  "time,score\n2025-11-01T00:00:00.000000+0000,1.5\n2025-11-01T00:05:00+0000,\n",
		"of another zone": "time,score\n2025-11-01T01:00:00+01:00,1.5\n2025-11-01T01:05:00+01:00,\n",
		"with a mark":     "\ufefftime,mine\n2025-11-01 00:00:00,1.5\n2025-11-01 00:05:00,nan\n",
	} {
		s, err := Read(file(t, "a.csv", content), Columns{})
		if err != nil || len(s.Value) != 2 || s.TimestampUS[0] != first || s.TimestampUS[1] != second || s.Value[0] != 1.5 || !math.IsNaN(s.Value[1]) {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
	s, err := Read(file(t, "a.csv", "when,a,b\n1761955200,1,2\n"), Columns{Time: "when", Value: "b"})
	if err != nil || s.Name != "b" || s.Value[0] != 2 {
		t.Errorf("named columns: %+v, %v", s, err)
	}
}

func TestReadSaysWhatIsWrong(t *testing.T) {
	for want, content := range map[string]string{
		"it is empty":    "",
		"it has no rows": "time,score\n",
		`none of the columns ["a" "b"] is known as its time: name it with --time`:                    "a,b\n1,2\n",
		`none of the columns ["time" "a" "b"] is known as its value: name it with --column`:          "time,a,b\n1,2,3\n",
		`row 2, column "time": "soon" is not a time`:                                                 "time,score\n1761955200,1\nsoon,2\n",
		`row 1 (2025-11-01T00:00:00Z), column "score": "x" is not a number`:                          "time,score\n1761955200,x\n",
		"row 2 (2025-11-01T00:00:00Z) is before row 1 (2025-11-01T00:05:00Z): sort the file by time": "time,score\n1761955500,1\n1761955200,2\n",
		"rows 2 and 3 have the same time, 2025-11-01T00:05:00Z: keep one of them":                    "time,score\n1761955200,1\n1761955500,2\n1761955500,3\n",
		"row 1 (2025-11-01T00:00:00Z) is +Inf: write a missing value as nothing or NaN":              "time,score\n1761955200,inf\n",
		"wrong number of fields": "time,score\n1761955200\n",
	} {
		if _, err := Read(file(t, "a.csv", content), Columns{}); !errors.Is(err, ErrSeries) || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
	if _, err := Read(file(t, "a.csv", "time,score\n1,2\n"), Columns{Value: "mine"}); err == nil || !strings.Contains(err.Error(), `there is no column "mine"; it has ["time" "score"]`) {
		t.Errorf("a column that is not there: %v", err)
	}
	if _, err := Read(filepath.Join(t.TempDir(), "no.parquet"), Columns{}); err == nil {
		t.Error("a file that is not there is read")
	}
	if _, err := Read(file(t, "a.parquet", "time,score\n"), Columns{}); err == nil {
		t.Error("a CSV is read as parquet")
	}
}

// The time's type is looked at first, so that a file whose columns are both of a
// wrong type has the same error at every run.
func TestReadSaysWhichTypeIsWrong(t *testing.T) {
	for want, c := range map[string]Columns{
		`column "flag" of type BOOLEAN is no time: name another with --time`:                 {Time: "flag", Value: "text"},
		`column "text" of type BYTE_ARRAY (STRING) is no number: name another with --column`: {Time: "us", Value: "text"},
	} {
		for range 20 {
			_, err := Read("../columns/testdata/delta.parquet", c)
			if !errors.Is(err, ErrSeries) || !strings.Contains(err.Error(), want) {
				t.Fatalf("error %v, want %q", err, want)
			}
		}
	}
}

// Values count from the end of the first row at which they are known.
func TestPlace(t *testing.T) {
	nan := math.NaN()
	const minute = 60_000_000
	start := int64(1_761_955_200_000_000)
	s := Series{Name: "s", TimestampUS: []int64{start - minute, start, start + 5*minute, start + 6*minute, start + 8*minute, start + 12*minute, start + 40*minute},
		Value: []float64{9, 1, 2, 3, 4, nan, 8}}
	for _, c := range []struct {
		known time.Duration
		want  []float64
		p     Placement
	}{
		{0, []float64{2, 4, nan, nan}, Placement{6, 1, 0, 2, 1, 3, 2}},              // 5m is the end of row 0
		{5 * time.Minute, []float64{1, 2, 4, nan}, Placement{6, 1, 0, 3, 2, 1, 3}},  // a bar later
		{time.Second, []float64{1, 4, nan, nan}, Placement{6, 1, 0, 2, 2, 2, 4}},    // just after the row's end
		{10 * time.Minute, []float64{nan, 1, 2, 4}, Placement{6, 1, 0, 3, 2, 1, 3}}, // those of row 0 a bar later
	} {
		got, p, err := s.Place(start, 4, microstructure.Interval{}, c.known)
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			if got[i] != c.want[i] && !(math.IsNaN(got[i]) && math.IsNaN(c.want[i])) {
				t.Errorf("known after %v: %v, want %v", c.known, got, c.want)
				break
			}
		}
		if p != c.p {
			t.Errorf("known after %v: %+v, want %+v", c.known, p, c.p)
		}
	}
	if _, _, err := s.Place(start+microstructure.DayUS, 4, microstructure.Interval{}, 0); !errors.Is(err, ErrSeries) ||
		!strings.Contains(err.Error(), "no value is within the data, from 2025-11-02T00:00:00Z to 2025-11-02T00:20:00Z: it runs from 2025-10-31T23:59:00Z to 2025-11-01T00:40:00Z") {
		t.Errorf("another span: %v", err)
	}
	none := Series{TimestampUS: []int64{start, start + minute}, Value: []float64{nan, nan}}
	if _, _, err := none.Place(start, 4, microstructure.Interval{}, 0); !errors.Is(err, ErrSeries) || !strings.Contains(err.Error(), "none of its 2 rows has a value") {
		t.Errorf("no values: %v", err)
	}
	if s := (Placement{Values: 5, Placed: 3, Missing: 2, Outside: 1}).String(); s != "5 values in 3 rows; 2 rows of the file have none; 1 is outside the data" {
		t.Error(s)
	}
}

// standardised is row i by the definition: the window's mean, then the squares
// about it.
func standardised(s Series, i int, window time.Duration) float64 {
	var w []float64
	for k := 0; k <= i; k++ {
		if s.TimestampUS[i]-s.TimestampUS[k] < window.Microseconds() && !math.IsNaN(s.Value[k]) {
			w = append(w, s.Value[k])
		}
	}
	if len(w) < 20 {
		return math.NaN()
	}
	mean, squares := 0.0, 0.0
	for _, v := range w {
		mean += v / float64(len(w))
	}
	for _, v := range w {
		squares += (v - mean) * (v - mean)
	}
	return (s.Value[i] - mean) / math.Sqrt(squares/float64(len(w)-1))
}

// Only values of the window count, and it needs twenty of them.
func TestStandardise(t *testing.T) {
	var s Series
	for i := range 200 {
		s.TimestampUS = append(s.TimestampUS, int64(i)*3_600_000_000)
		s.Value = append(s.Value, math.Mod(float64(i)*0.618, 1))
	}
	s.Value[50] = math.NaN()
	got := s.Standardise(48 * time.Hour)
	for i := range got.Value {
		want := standardised(s, i, 48*time.Hour)
		if math.IsNaN(want) != math.IsNaN(got.Value[i]) || math.Abs(want-got.Value[i]) > 1e-9 {
			t.Fatalf("row %d: %v, want %v", i, got.Value[i], want)
		}
	}
}

// Large values that have left the window leave no trace, whether they leave it
// one at a time or at once.
func TestStandardiseAfterABurst(t *testing.T) {
	for _, pause := range []int64{0, 50 * 60_000_000} {
		var s Series
		us := int64(0)
		for i := range 900 {
			v := 1 + 0.001*math.Sin(float64(i))
			if i >= 100 && i < 140 {
				v *= 1e6
			}
			if i == 140 {
				us += pause
			}
			s.TimestampUS, s.Value = append(s.TimestampUS, us), append(s.Value, v)
			us += 60_000_000
		}
		got := s.Standardise(time.Hour)
		for i, z := range got.Value {
			want := standardised(s, i, time.Hour)
			if math.IsNaN(want) != math.IsNaN(z) || math.Abs(want-z) > 1e-6 {
				t.Fatalf("pause of %d µs, row %d: %v, want %v", pause, i, z, want)
			}
		}
	}
}

func TestParseKnown(t *testing.T) {
	hour, err := microstructure.ParseInterval("1h")
	if err != nil {
		t.Fatal(err)
	}
	for after, want := range map[string]time.Duration{"0s": 0, "30s": 30 * time.Second, "1bar": time.Hour, "2bars": 2 * time.Hour, "0bar": 0} {
		if got, err := ParseKnown(after, hour); err != nil || got != want {
			t.Errorf("%s: %v, %v", after, got, err)
		}
	}
	for _, after := range []string{"", "bar", "-1bar", "-5m", "1.5bars", "soon", "5"} {
		if got, err := ParseKnown(after, hour); err == nil {
			t.Errorf("%q is %v", after, got)
		}
	}
}
