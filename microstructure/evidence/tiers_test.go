package evidence

import (
	"strings"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure"
)

// TestTiers: every published tier has its date and its origin, tiers of a venue
// begin at 0 and never get dearer, and the named costs are those of Binance's.
func TestTiers(t *testing.T) {
	next := map[string]int{}
	before := map[string]Tier{}
	for _, tier := range publishedTiers {
		if _, err := time.Parse(time.DateOnly, tier.AsOf); err != nil || tier.From == "" || tier.Level != next[tier.Source] {
			t.Errorf("%+v: error %v", tier, err)
		}
		if last := before[tier.Source]; tier.Level > 0 && (tier.MakerBps > last.MakerBps || tier.TakerBps > last.TakerBps) {
			t.Errorf("%v costs more than the one before", tier)
		}
		next[tier.Source]++
		before[tier.Source] = tier
	}
	of := Tiers(microstructure.Source{Name: "binance_futures"})
	if len(of) != 10 || of[0].costs("standard") != Standard() || of[9].costs("vip") != VIP() {
		t.Errorf("%+v", of)
	}
	for name, want := range map[string]string{"bybit_futures": "bybit_futures", "kraken_futures": anyFutures, "": anyFutures, "kraken_spot": anySpot, "spot": anySpot} {
		if got := Tiers(microstructure.Source{Name: name})[0]; got.Source != want || got.Level != 0 {
			t.Errorf("%q pays %v, want tier 0 of %s", name, got, want)
		}
	}
	for _, bad := range []string{"h\na,b", "source,tier,maker_bps,taker_bps,as_of,from\na,x,1,1,2026-10-02,b", "source,tier,maker_bps,taker_bps,as_of,from\na,0,1,,2026-10-02,b"} {
		if tiers, err := readTiers(bad); err == nil {
			t.Errorf("%q is %+v", strings.ReplaceAll(bad, "\n", " / "), tiers)
		}
	}
}
