package audit

import (
	"slices"
	"testing"

	ms "github.com/tickbook/tickbook/microstructure"
)

// TestCopiedDays: a day that has the trades of another, whatever its quote
// quantities and sides, is an error; one of few rows, or with one row changed,
// is not.
func TestCopiedDays(t *testing.T) {
	copied := func(from, to int) ms.Trades {
		trades := market(from, 2, 30)
		for i := range trades.TimestampUS {
			trades.TimestampUS[i] += midnight(to) - midnight(from)
		}
		return trades
	}
	for _, c := range []struct {
		name  string
		build func(s *testSet)
		want  []string
	}{
		{"none", func(*testSet) {}, nil},
		{"a day", func(s *testSet) { s.write("bb_futures", 3, copied(1, 3), ms.Provenance{}) }, []string{"copied:bb_futures:" + date(3)}},
		{"three of a kind", func(s *testSet) {
			s.write("bb_futures", 3, copied(1, 3), ms.Provenance{})
			s.write("bb_futures", 0, copied(1, 0), ms.Provenance{})
		}, []string{"copied:bb_futures:" + date(1), "copied:bb_futures:" + date(3)}},
		{"another source", func(s *testSet) { s.write("cc_futures", 2, market(2, 2, 30), ms.Provenance{}) }, []string{"copied:bb_futures+cc_futures:" + date(2)}},
		{"both", func(s *testSet) {
			s.write("bb_futures", 3, copied(1, 3), ms.Provenance{})
			s.write("cc_futures", 3, copied(1, 3), ms.Provenance{})
		}, []string{"copied:bb_futures:" + date(3), "copied:bb_futures+cc_futures:" + date(3)}},
		{"another side and quote", func(s *testSet) {
			trades := copied(1, 3)
			for i := range trades.Side {
				trades.Side[i], trades.QuoteQuantity[i] = -trades.Side[i], trades.QuoteQuantity[i]*1.0001
			}
			s.write("bb_futures", 3, trades, ms.Provenance{})
		}, []string{"copied:bb_futures:" + date(3)}},
		{"a row less", func(s *testSet) {
			trades := copied(1, 3)
			s.write("bb_futures", 3, trades.Slice(1, trades.Len()), ms.Provenance{})
		}, nil},
		{"a millisecond", func(s *testSet) {
			trades := copied(1, 3)
			trades.TimestampUS[trades.Len()-1] += 1000
			s.write("bb_futures", 3, trades, ms.Provenance{})
		}, nil},
		{"an hour later", func(s *testSet) { s.write("bb_futures", 3, later(copied(1, 3), hourUS, midnight(4)), ms.Provenance{}) }, nil},
		{"a hundred rows", func(s *testSet) {
			one, two := market(1, 2, 30), copied(1, 3)
			s.write("bb_futures", 1, one.Slice(0, 100), ms.Provenance{})
			s.write("bb_futures", 3, two.Slice(0, 100), ms.Provenance{})
		}, []string{"copied:bb_futures:" + date(3)}},
		{"99 rows", func(s *testSet) {
			one, two := market(1, 2, 30), copied(1, 3)
			s.write("bb_futures", 1, one.Slice(0, 99), ms.Provenance{})
			s.write("bb_futures", 3, two.Slice(0, 99), ms.Provenance{})
		}, nil},
		{"no rows", func(s *testSet) {
			s.write("bb_futures", 1, ms.Trades{}, ms.Provenance{})
			s.write("bb_futures", 3, ms.Trades{}, ms.Provenance{})
		}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newTestSet(t)
			for day := range 4 {
				for i, source := range []string{"aa_futures", "bb_futures", "cc_futures"} {
					s.write(source, day, market(day, uint64(i+1), 30), ms.Provenance{})
				}
			}
			c.build(s)
			a := s.run()
			var names []string
			for _, f := range find(a, CheckCopied) {
				names = append(names, f.Name())
				if f.Severity != Error || f.Figure == "" {
					t.Errorf("found %v, figure %q", f, f.Figure)
				}
			}
			if !slices.Equal(names, c.want) {
				t.Errorf("found %v, want %v", names, c.want)
			}
			if len(c.want) > 0 { // and can be accepted by name
				list, err := a.Acceptances(c.want, "a test")
				if err != nil {
					t.Fatal(err)
				}
				if a.Accept(list); len(find(a, CheckCopied)) > 0 || len(a.Accepted) != len(c.want) {
					t.Errorf("accepted %v, left %v", a.Accepted, find(a, CheckCopied))
				}
			}
		})
	}
}

// later moves trades forward and drops those from end on.
func later(t ms.Trades, byUS, endUS int64) ms.Trades {
	for i := range t.TimestampUS {
		t.TimestampUS[i] += byUS
	}
	return filter(t, func(i int) bool { return t.TimestampUS[i] < endUS })
}
