package audit

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
)

// within is the test set's part in a span.
func (s *testSet) within(from, to string) *testSet {
	s.t.Helper()
	in, err := s.Within(dataset.Span{From: from, To: to})
	if err != nil {
		s.t.Fatal(err)
	}
	return &testSet{s.t, in, s.sources}
}

// The audit of a span is that of data that have no other days, with figures of
// days from the cache that an audit of all left.
func TestAuditOfASpan(t *testing.T) {
	sets := [2]*testSet{newTestSet(t), newTestSet(t)}
	for day := range 4 {
		for i, source := range []string{"aa_futures", "bb_futures"} {
			if day == 3 && i == 1 {
				continue // a missing day, but not of the span
			}
			trades := market(day, uint64(i+1), 30)
			if day == 0 {
				scale(&trades, 20_000, 10) // as is this price
			}
			sets[0].write(source, day, trades, ms.Provenance{})
			if day == 1 || day == 2 {
				sets[1].write(source, day, trades, ms.Provenance{})
			}
		}
	}
	if a := sets[0].run(); len(a.Errors()) != 2 || len(find(a, CheckMissingDay)) != 1 {
		t.Fatalf("of all: %v", a.Findings)
	}
	before := written(t, sets[0])
	got, alone := sets[0].within(date(1), date(2)).run(), sets[1].run()
	if got.Digest != alone.Digest || got.CommonDays != 2 || got.Sources[0].Files != 2 || got.Sources[1].First != date(1) || got.Sources[1].Last != date(2) {
		t.Errorf("%d days in common, digest %s, want %s", got.CommonDays, got.Digest, alone.Digest)
	}
	one, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if other, err := json.Marshal(alone); err != nil || string(one) != string(other) {
		t.Errorf("the audit of a span is not that of its days alone (%v):\n%s\n%s", err, one, other)
	}
	if after := written(t, sets[0]); len(after) != 4 || !reflect.DeepEqual(after, before) {
		t.Errorf("cached figures were written again: %v, %v", before, after)
	}
}

// written lists the files of the cache with the times at which they were
// written.
func written(t *testing.T, s *testSet) map[string]time.Time {
	t.Helper()
	out := map[string]time.Time{}
	files, _ := filepath.Glob(filepath.Join(s.Dir, s.Symbol, cacheFolder, "*.gob"))
	for _, path := range files {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		out[path] = info.ModTime()
	}
	return out
}

// Acceptances of days outside a span are not missed there, and those of the
// whole hold for the whole.
func TestAcceptancesOutsideASpan(t *testing.T) {
	s := three(t, func(source, day int, trades *ms.Trades, _ *ms.Provenance) {
		if source == 1 && day == 1 {
			scale(trades, 20_000, 10)
		}
		if source == 2 {
			for i := range trades.Side {
				trades.Side[i] = -trades.Side[i]
			}
		}
	})
	whole := s.accept("price:"+date(1), "side:cc_futures")
	if len(whole.Accepted) != 2 || len(whole.Errors()) != 0 {
		t.Fatalf("accepted %v, findings %v", whole.Accepted, whole.Findings)
	}
	a := s.within("", date(0)).run()
	if len(a.Accepted) != 0 || len(find(a, CheckAcceptance)) != 0 {
		t.Errorf("accepted %v, findings %v", a.Accepted, find(a, CheckAcceptance))
	}
	if f := find(a, CheckSide); len(f) != 1 || f[0].Reopened == "" {
		t.Errorf("a finding about all of other data: %v", f)
	}
	if a := s.within(date(1), "").run(); len(a.Accepted) != 1 || a.Accepted[0].Date != date(1) {
		t.Errorf("accepted %v", a.Accepted)
	}
	// If a finding about all days is missing in a part, its acceptance is not
	// reported.
	for day := range 2 {
		s.write("cc_futures", day, market(day, 3, 30), ms.Provenance{})
	}
	if a := s.within("", date(0)).run(); len(find(a, CheckAcceptance)) != 0 {
		t.Errorf("findings %v", find(a, CheckAcceptance))
	}
	if a := s.run(); len(find(a, CheckAcceptance)) != 1 {
		t.Errorf("findings %v, want that side:cc_futures is not found any more", find(a, CheckAcceptance))
	}
}
