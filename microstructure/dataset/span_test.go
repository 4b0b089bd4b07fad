package dataset

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure"
)

func TestSpans(t *testing.T) {
	for span, want := range map[Span]struct {
		text string
		has  []string
	}{
		{}:                           {"all days", []string{"2025-10-31", "2025-11-01", "2025-11-02", "2026-01-01"}},
		{From: "2025-11-01"}:         {"from 2025-11-01 on", []string{"2025-11-01", "2025-11-02", "2026-01-01"}},
		{To: "2025-11-01"}:           {"up to 2025-11-01", []string{"2025-10-31", "2025-11-01"}},
		{"2025-11-01", "2025-11-02"}: {"from 2025-11-01 to 2025-11-02", []string{"2025-11-01", "2025-11-02"}},
		{"2025-11-01", "2025-11-01"}: {"on 2025-11-01", []string{"2025-11-01"}},
	} {
		var has []string
		for _, date := range []string{"2025-10-31", "2025-11-01", "2025-11-02", "2026-01-01"} {
			if span.Has(date) {
				has = append(has, date)
			}
		}
		if err := span.Validate(); err != nil || span.String() != want.text || !slices.Equal(has, want.has) {
			t.Errorf("%+v is %q and has %q, error %v", span, span, has, err)
		}
	}
	for span, want := range map[Span]string{
		{From: "soon"}:               `"soon" is not a date: write it as YYYY-MM-DD`,
		{To: "2025-02-30"}:           `"2025-02-30" is not a date`,
		{"2025-11-02", "2025-11-01"}: "its last day, 2025-11-01, is before its first, 2025-11-02",
	} {
		if err := span.Validate(); !errors.Is(err, ErrSpan) || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: error %v, want %q", span, err, want)
		}
	}
}

// spanned has days 1, 2, 3 and 5 of alpha and 3, 4 and 5 of beta.
func spanned(t *testing.T) *Dataset {
	t.Helper()
	d := &Dataset{Dir: t.TempDir(), Symbol: "BTCUSDT"}
	for source, days := range map[string][]int{"alpha": {1, 2, 3, 5}, "beta": {3, 4, 5}} {
		if err := os.MkdirAll(d.TradesDir(source), 0o777); err != nil {
			t.Fatal(err)
		}
		for _, day := range days {
			date := time.UnixMicro(testStartUS).UTC().AddDate(0, 0, day-1).Format(time.DateOnly)
			writeTrades(t, d.TradesPath(source, date), later(testTrades(100+day), int64(day-1)*dayUS), microstructure.Provenance{})
		}
	}
	return d
}

func TestWithin(t *testing.T) {
	d := spanned(t)
	for span, want := range map[Span]struct{ sources, alpha []string }{
		{}:                           {[]string{"alpha", "beta"}, []string{"2025-11-01", "2025-11-02", "2025-11-03", "2025-11-05"}},
		{"2025-11-02", "2025-11-04"}: {[]string{"alpha", "beta"}, []string{"2025-11-02", "2025-11-03"}},
		{To: "2025-11-02"}:           {[]string{"alpha"}, []string{"2025-11-01", "2025-11-02"}},
		{"2020-01-01", "2025-11-01"}: {[]string{"alpha"}, []string{"2025-11-01"}},
		{From: "2025-11-05"}:         {[]string{"alpha", "beta"}, []string{"2025-11-05"}},
	} {
		in, err := d.Within(span)
		if err != nil {
			t.Errorf("%v: %v", span, err)
			continue
		}
		sources, err := in.Sources()
		if err != nil || !reflect.DeepEqual(sources, want.sources) {
			t.Errorf("%v: sources %q, error %v", span, sources, err)
		}
		days, err := in.Days("alpha")
		var dates []string
		for _, day := range days {
			dates = append(dates, day.Date)
		}
		if err != nil || !reflect.DeepEqual(dates, want.alpha) {
			t.Errorf("%v: days %q, error %v", span, dates, err)
		}
	}
	for span, want := range map[Span]string{
		{"2025-11-02", "2025-11-01"}: "its last day",
		{From: "x"}:                  "not a date",
		{From: "2026-01-01"}:         "there are no trades from 2026-01-01 on: alpha has 4 days, 2025-11-01 to 2025-11-05, beta has 3 days, 2025-11-03 to 2025-11-05",
		{To: "2025-10-31"}:           "there are no trades up to 2025-10-31: alpha has",
		{"2025-11-06", "2025-11-06"}: "there are no trades on 2025-11-06: alpha has",
	} {
		if in, err := d.Within(span); !errors.Is(err, ErrSpan) || in != nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, error %v, want %q", span, in, err, want)
		}
	}
	in, err := d.Within(Span{To: "2025-11-02"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := in.Days("beta"); !errors.Is(err, ErrSpan) || !strings.Contains(err.Error(), "beta has no trades of BTCUSDT up to 2025-11-02; it has 3 days, 2025-11-03 to 2025-11-05") {
		t.Errorf("a source without a day in the span: %v", err)
	}
	if _, err := in.Days("gamma"); !errors.Is(err, ErrNoTrades) {
		t.Errorf("a source without files: %v", err)
	}
}

// Problems are reported for files in the span, and for names that are not
// dates.
func TestWithinFilesThatAreWrong(t *testing.T) {
	d := spanned(t)
	writeTrades(t, filepath.Join(d.TradesDir("alpha"), "2025-11-01.PARQUET"), testTrades(5), microstructure.Provenance{})
	in, err := d.Within(Span{From: "2025-11-02"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := in.Days("alpha"); err != nil {
		t.Errorf("two files of a day that is not in the span: %v", err)
	}
	if in, err = d.Within(Span{To: "2025-11-01"}); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Days("alpha"); !errors.Is(err, ErrDoubleDay) {
		t.Errorf("two files of a day in the span: %v", err)
	}
	if err := os.WriteFile(filepath.Join(d.TradesDir("beta"), "notes.parquet"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Days("beta"); !errors.Is(err, ErrFileName) {
		t.Errorf("a name that is no date: %v", err)
	}
}

// Bars of a span are those of its days, whatever is in the cache, and the
// report and its digest are of them alone.
func TestBarsOfASpan(t *testing.T) {
	d := spanned(t)
	sources := []microstructure.Source{{Name: "alpha", Label: "a"}, {Name: "beta", Label: "b"}}
	config := DefaultConfig()
	build := func(d *Dataset) ([]microstructure.SourceBars, BuildReport) {
		t.Helper()
		bars, report, err := d.Bars(context.Background(), sources, config)
		if err != nil {
			t.Fatal(err)
		}
		return bars, report
	}
	all, whole := build(d)
	if whole.Built != 7 {
		t.Fatalf("%d days built", whole.Built)
	}
	in, err := d.Within(Span{"2025-11-03", "2025-11-04"})
	if err != nil {
		t.Fatal(err)
	}
	bars, report := build(in)
	if report.Built != 0 || report.Served != 3 || report.Days != 3 || report.Trades != 103+103+104 {
		t.Errorf("%d days built, %d served, %d trades", report.Built, report.Served, report.Trades)
	}
	if b := report.Sources[1]; b.First != "2025-11-03" || b.Last != "2025-11-04" || b.Days != 2 {
		t.Errorf("beta: %+v", b)
	}
	for i := range bars {
		var want []microstructure.Bar
		for _, b := range all[i].Bars {
			if day := (b.TimestampUS - testStartUS) / dayUS; day == 2 || day == 3 {
				want = append(want, b)
			}
		}
		if len(want) == 0 || !reflect.DeepEqual(bars[i].Bars, want) {
			t.Errorf("%s: %d bars, want %d", sources[i].Name, len(bars[i].Bars), len(want))
		}
	}
	alone := spanned(t) // the same days, and no others
	for _, path := range []string{alone.TradesPath("alpha", "2025-11-01"), alone.TradesPath("alpha", "2025-11-02"), alone.TradesPath("alpha", "2025-11-05"), alone.TradesPath("beta", "2025-11-05")} {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	if _, of := build(alone); of.InputDigest != report.InputDigest || of.InputDigest == whole.InputDigest {
		t.Errorf("digest %s, want %s, that of the days alone", report.InputDigest, of.InputDigest)
	}
}
