package dataset

import (
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/bucket"
)

// Values in a local cache whose trades are in a store are orphans where the
// store says that a day is gone, and not where it fails.
func TestOrphansOfAStore(t *testing.T) {
	m := bucket.New(t)
	d := &Dataset{Dir: m.URL, Symbol: "BTCUSDT"}
	for _, date := range []string{testDate, "2025-11-02"} {
		trades := testTrades(1000)
		if date != testDate {
			trades = later(trades, dayUS)
		}
		writeTrades(t, d.TradesPath("alpha", date), trades, microstructure.Provenance{})
	}
	c := DefaultConfig()
	c.CacheDir, c.Features = t.TempDir(), testFeatures()[:1]
	if _, _, err := d.Bars(t.Context(), []microstructure.Source{{Name: "alpha", Label: "a"}}, c); err != nil {
		t.Fatal(err)
	}
	orphans := func() int {
		t.Helper()
		kept, err := d.KeptFeatures(c.CacheDir)
		if err != nil || len(kept) != 1 || kept[0].Files != 2 {
			t.Fatalf("%+v, %v", kept, err)
		}
		return kept[0].Orphans
	}
	if n := orphans(); n != 0 {
		t.Errorf("%d of days that are there", n)
	}
	m.FailWhere(func(request, _ string) bool { return request == "stat" })
	if n := orphans(); n != 0 {
		t.Errorf("%d of a store that fails", n)
	}
	m.FailWhere(nil)
	for key := range m.Objects() {
		if strings.HasSuffix(key, "2025-11-02.parquet") {
			if err := m.Remove(t.Context(), key); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n := orphans(); n != 1 {
		t.Errorf("%d of a day that is gone, want 1", n)
	}
}
