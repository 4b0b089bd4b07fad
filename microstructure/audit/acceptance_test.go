package audit

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	ms "github.com/tickbook/tickbook/microstructure"
)

const badPrice = "price:bb_futures:2025-11-02"

// withBadPrice has three sources and two days, with a stray price at bb_futures
// on the second, and a file that cannot be read at cc_futures on the first.
func withBadPrice(t *testing.T) *testSet {
	s := three(t, func(source, day int, trades *ms.Trades, _ *ms.Provenance) {
		if source == 1 && day == 1 {
			scale(trades, 20_000, 10)
		}
	})
	if err := os.WriteFile(s.TradesPath("cc_futures", date(0)), []byte("no parquet"), 0o644); err != nil {
		t.Fatal(err)
	}
	return s
}

// accept accepts findings in the file beside the data.
func (s *testSet) accept(names ...string) *Audit {
	s.t.Helper()
	list, err := s.run().Acceptances(names, "a reason")
	if err == nil {
		err = WriteAcceptances(AcceptedFile(s.Dataset, DefaultConfig()), list)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return s.run()
}

func TestAcceptedFindingsDoNotCount(t *testing.T) {
	s := withBadPrice(t)
	before := s.run()
	if f := find(before, CheckPrice); len(f) != 1 || f[0].Name() != badPrice || f[0].Severity != Error {
		t.Fatalf("findings %v", f)
	}
	a := s.accept(badPrice)
	if len(find(a, CheckPrice)) != 0 || len(a.Errors()) != 1 || a.Errors()[0].Err == nil {
		t.Errorf("findings %v", a.Findings)
	}
	if len(a.Accepted) != 1 || a.Accepted[0].Name() != badPrice || a.Accepted[0].Reason != "a reason" || !strings.HasSuffix(a.Summary(), ", 1 accepted") {
		t.Errorf("accepted %v, %s", a.Accepted, a.Summary())
	}
	if got := a.AcceptedReasons(); !reflect.DeepEqual(got, []string{badPrice + ": a reason"}) {
		t.Errorf("reasons %q", got)
	}
	if a.Digest != before.Digest {
		t.Error("an acceptance changes the digest of the data")
	}
	if err := os.Remove(s.TradesPath("cc_futures", date(0))); err != nil {
		t.Fatal(err)
	}
	if err := s.run().Refusal(); err != nil {
		t.Errorf("refused although the only error is accepted: %v", err)
	}
	// The other order of the sources, and a part of them.
	s.sources = []ms.Source{s.sources[1], s.sources[0]}
	if a := s.run(); len(a.Accepted) != 1 || len(find(a, CheckAcceptance)) != 0 {
		t.Errorf("sources in another order: accepted %v, %v", a.Accepted, a.Findings)
	}
	s.sources = s.sources[1:]
	if a := s.run(); len(a.Accepted) != 0 || len(find(a, CheckAcceptance)) != 0 {
		t.Errorf("without the source: accepted %v, %v", a.Accepted, a.Findings)
	}
}

// TestOtherDataReopen: the acceptance is for the rows of a day, in whatever
// file.
func TestOtherDataReopen(t *testing.T) {
	s := withBadPrice(t)
	s.accept(badPrice)
	trades := market(1, 2, 30)
	scale(&trades, 20_000, 10)
	s.write("bb_futures", 1, trades, ms.Provenance{Version: "another program"})
	if a := s.run(); len(a.Accepted) != 1 {
		t.Errorf("the same rows in another file open the finding again: %v", a.Findings)
	}
	trades.Quantity[7] *= 2
	trades.QuoteQuantity[7] *= 2
	s.write("bb_futures", 1, trades, ms.Provenance{})
	a := s.run()
	f := find(a, CheckPrice)
	if len(a.Accepted) != 0 || len(f) != 1 || !strings.Contains(f[0].Text(), "; it was accepted for other data (a reason)") {
		t.Fatalf("accepted %v, findings %v", a.Accepted, f)
	}
	if a := s.accept(badPrice); len(a.Accepted) != 1 || a.Accepted[0].Reopened != "" || strings.Contains(a.Accepted[0].Text(), "other data") {
		t.Errorf("accepted once more: %v", a.Accepted)
	}
	// Sound data.
	s.write("bb_futures", 1, market(1, 2, 30), ms.Provenance{})
	f = find(s.run(), CheckAcceptance)
	if len(f) != 1 || f[0].Severity != Note || f[0].Date != date(1) || f[0].Message != badPrice+" was accepted (a reason) and is not found any more" {
		t.Errorf("findings %v, want a note", f)
	}
	// A file that cannot be read is nobody's fault.
	if err := os.WriteFile(s.TradesPath("bb_futures", date(1)), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if f := find(s.run(), CheckAcceptance); len(f) != 0 {
		t.Errorf("findings %v", f)
	}
}

// TestSomethingGraverIsNotAccepted: what was accepted was a warning.
func TestSomethingGraverIsNotAccepted(t *testing.T) {
	s := withBadPrice(t)
	list, err := s.run().Acceptances([]string{badPrice}, "a reason")
	if err != nil {
		t.Fatal(err)
	}
	list[0].Severity = Warning
	if err := WriteAcceptances(AcceptedFile(s.Dataset, DefaultConfig()), list); err != nil {
		t.Fatal(err)
	}
	a := s.run()
	if f := find(a, CheckPrice); len(a.Accepted) != 0 || len(f) != 1 || !strings.Contains(f[0].Text(), "it was accepted as a warning (a reason)") {
		t.Errorf("accepted %v, findings %v", a.Accepted, f)
	}
}

// TestAcceptPairsAndAllDays: findings about two sources stand for the rows of
// both, and those about all days for all rows.
func TestAcceptPairsAndAllDays(t *testing.T) {
	s := three(t, func(source, day int, trades *ms.Trades, _ *ms.Provenance) {
		if source != 1 {
			return
		}
		for i := range trades.Side {
			trades.Side[i] = -trades.Side[i]
		}
		if day == 1 {
			multiply(trades, func(int) float64 { return 0.05 })
		}
	})
	names := []string{"side:bb_futures", "difference:aa_futures+bb_futures:2025-11-02", "difference:bb_futures+cc_futures:2025-11-02"}
	if a := s.accept(names...); len(a.Errors()) != 0 || len(a.Accepted) != 3 {
		t.Fatalf("errors %v, accepted %v", a.Errors(), a.Accepted)
	}
	s.write("cc_futures", 1, market(1, 9, 30), ms.Provenance{})
	if a := s.run(); len(a.Accepted) != 2 || len(a.Errors()) != 1 || a.Errors()[0].Name() != names[2] {
		t.Errorf("other rows of the second source: errors %v", a.Errors())
	}
	other := market(0, 8, 30)
	for i := range other.Side {
		other.Side[i] = -other.Side[i]
	}
	s.write("bb_futures", 0, other, ms.Provenance{})
	if a := s.run(); len(a.Accepted) != 1 || a.Accepted[0].Name() != names[1] {
		t.Errorf("other rows on the first day: accepted %v", a.Accepted)
	}
}

// scaledTo is a day of aa_futures with one price far away.
func scaledTo(day int, by float64) ms.Trades {
	t := market(day, 1, 30)
	scale(&t, 10_000, by)
	return t
}

func TestNamesOfFindings(t *testing.T) {
	s := withBadPrice(t)
	for day := 1; day <= 2; day++ {
		s.write("aa_futures", day, scaledTo(day, 0.1), ms.Provenance{})
	}
	a := s.run()
	a.Findings = append(a.Findings, Finding{Severity: Note, Check: CheckGap, Source: "aa_futures"},
		Finding{Severity: Warning, Check: CheckLag, Source: "aa_futures"}, Finding{Severity: Warning, Check: CheckLag, Source: "aa_futures", Date: date(0)})
	for _, c := range []struct{ name, want string }{
		{badPrice, badPrice},
		{"price:bb_futures", badPrice},
		{"lag:aa_futures", "lag:aa_futures"}, // rather than that of a day
		{"lag", `error: "lag" is the name of 2 findings: lag:aa_futures, lag:aa_futures:2025-11-01`},
		{"bb_futures:2025-11-02", badPrice},
		{"price", `error: "price" is the name of 3 findings: price:aa_futures:2025-11-02, price:aa_futures:2025-11-03, ` + badPrice},
		{"price:aa_futures", `error: "price:aa_futures" is the name of 2 findings: price:aa_futures:2025-11-02, price:aa_futures:2025-11-03`},
		{"price:2025-11-02", "price:aa_futures:2025-11-02 " + badPrice},
		{"2025-11-03", `error: "2025-11-03" is the name of `},
		{"price:bb_futures:2025-11-01", `error: no finding is called "price:bb_futures:2025-11-01"; those that can be accepted are price:aa_futures:2025-11-02, price:aa_futures:2025-11-03, ` + badPrice},
		{"", `error: no finding is called ""`},
		{"readable:2025-11-01", "error: readable:cc_futures:2025-11-01 cannot be accepted, for the file cannot be read: " + s.TradesPath("cc_futures", date(0))},
		{"gap:aa_futures", "error: gap:aa_futures is a note, which needs no acceptance"},
	} {
		list, err := a.Acceptances([]string{c.name}, "a reason")
		if err != nil {
			if want, ok := strings.CutPrefix(c.want, "error: "); !ok || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("%s: error %v, want %q", c.name, err, c.want)
			}
			continue
		}
		var got []string
		for _, l := range list {
			got = append(got, l.Finding)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %s", c.name, got, c.want)
		}
	}
	for _, reason := range []string{"", " \t", "two\nlines"} {
		if _, err := a.Acceptances([]string{badPrice}, reason); err == nil {
			t.Errorf("reason %q: no error", reason)
		}
	}
	if a := (&Audit{}); len(a.AcceptedReasons()) != 0 {
		t.Errorf("reasons of an empty audit: %v", a.AcceptedReasons())
	} else if _, err := a.Acceptances([]string{"x"}, "a reason"); err == nil || !strings.HasSuffix(err.Error(), "are none") {
		t.Errorf("error %v", err)
	}
}

func TestAcceptedFileOfItsOwn(t *testing.T) {
	s := withBadPrice(t)
	own := filepath.Join(t.TempDir(), "own.json")
	options := func(c *Config) { c.AcceptedFile = own }
	if _, err := Run(context.Background(), s.Dataset, s.sources, Config{IntervalUS: ms.IntervalUS, Workers: 1, Thresholds: DefaultThresholds(), AcceptedFile: own}); err == nil || !strings.Contains(err.Error(), own) {
		t.Errorf("error %v, want one about the file that does not exist", err)
	}
	list, err := s.run().Acceptances([]string{badPrice}, "a reason")
	if err == nil {
		other := list[0]
		other.Symbol = "OTHERUSDT"
		err = WriteAcceptances(own, append(list, other))
	}
	if err != nil {
		t.Fatal(err)
	}
	if a := s.run(options); len(a.Accepted) != 1 || len(find(a, CheckAcceptance)) != 0 {
		t.Errorf("accepted %v, findings %v", a.Accepted, a.Findings)
	}
	if a := s.run(); len(a.Accepted) != 0 {
		t.Errorf("accepted without the file: %v", a.Accepted)
	}
	list[0].Reason = "another reason"
	if err := WriteAcceptances(own, list); err != nil {
		t.Fatal(err)
	}
	if read, err := ReadAcceptances(own); err != nil || len(read) != 2 || read[0] != list[0] {
		t.Errorf("read %+v, %v", read, err)
	}
}

func TestBadFilesOfAcceptances(t *testing.T) {
	dir := t.TempDir()
	good := `[
  {
    "symbol": "X", "finding": "price:a:2025-11-01", "source": "a", "date": "2025-11-01",
    "severity": "error", "message": "m", "data": "d", "reason": "r"
  }
]
`
	for _, c := range []struct{ name, text, want string }{
		{"good", good, ""},
		{"empty list", "[]\n", ""},
		{"no JSON", "price:a", "line 1: invalid character"},
		{"empty", "", "line 1: "},
		{"comma", strings.Replace(good, `"a", `, `"a" `, 1), "line 3: "},
		{"more", good + "more", "line 7: something follows"},
		{"field", strings.Replace(good, `"reason"`, `"reasons"`, 1), `unknown field "reasons"`},
		{"severity", strings.Replace(good, `"error"`, `"grave"`, 1), `severity "grave"`},
		{"reason", strings.Replace(good, `"r"`, `" "`, 1), `entry 1, "price:a:2025-11-01": reason is missing`},
		{"source", strings.Replace(good, `"source": "a"`, `"source": "b"`, 1), "source, other and date are those of price:b:2025-11-01"},
	} {
		path := filepath.Join(dir, c.name)
		if err := os.WriteFile(path, []byte(c.text), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := ReadAcceptances(path)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), path)) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
		if c.want != "" {
			if err := WriteAcceptances(path, nil); err == nil {
				t.Errorf("%s: a file that cannot be read is replaced", c.name)
			}
		}
	}
	if _, err := ReadAcceptances(dir); err == nil || !strings.Contains(err.Error(), "a directory, not a regular file") {
		t.Errorf("a folder: error %v", err)
	}
	// What is written can be read, and edited.
	path := filepath.Join(dir, "written")
	list := []Acceptance{{Symbol: "X", Finding: "difference:a+b", Source: "b", Other: "a", Severity: Warning, Message: "<1 %", Data: "d", Reason: "a & b"}}
	if err := WriteAcceptances(path, list); err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(path)
	if !bytes.Contains(text, []byte("\n    \"reason\": \"a & b\"\n")) || !json.Valid(text) {
		t.Errorf("the file holds\n%s", text)
	}
	if read, err := ReadAcceptances(path); err != nil || !reflect.DeepEqual(read, list) {
		t.Errorf("read %+v, %v", read, err)
	}
}
