package audit

import (
	"context"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
)

var firstDay = time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC)

func date(day int) string { return firstDay.AddDate(0, 0, day).Format(time.DateOnly) }

func midnight(day int) int64 { return firstDay.AddDate(0, 0, day).UnixMicro() }

// market is a day's trades around a random walk by second that is the same for
// all seeds of a day. Prices rise in bars in which more is bought.
func market(day int, seed uint64, perMinute int) microstructure.Trades {
	key := [3]int{day, int(seed), perMinute}
	t, ok := markets.Load(key)
	if !ok {
		t, _ = markets.LoadOrStore(key, newMarket(day, seed, perMinute))
	}
	var own microstructure.Trades
	own.Append(t.(microstructure.Trades))
	return own
}

var markets sync.Map // of microstructure.Trades by arguments of market

func newMarket(day int, seed uint64, perMinute int) microstructure.Trades {
	walk := rand.New(rand.NewPCG(uint64(day)+1, 7))
	own := rand.New(rand.NewPCG(seed, uint64(day)))
	price, drift := 100_000.0, 0.0
	var t microstructure.Trades
	for second := range secondsPerDay {
		if second%300 == 0 {
			drift = walk.NormFloat64()
		}
		price *= 1 + (0.1*drift+walk.NormFloat64())/1e5
		if own.IntN(60) >= perMinute {
			continue
		}
		side := microstructure.Buy
		if own.NormFloat64() > drift {
			side = microstructure.Sell
		}
		quantity := float64(1+own.IntN(1_000)) / 1_000
		p := math.Round(price*10) / 10
		t.TimestampUS = append(t.TimestampUS, midnight(day)+int64(second)*secondUS+int64(own.IntN(1_000_000)))
		t.Price = append(t.Price, p)
		t.Quantity = append(t.Quantity, quantity)
		t.QuoteQuantity = append(t.QuoteQuantity, p*quantity)
		t.Side = append(t.Side, side)
	}
	return t
}

// filter keeps the rows that keep says.
func filter(t microstructure.Trades, keep func(i int) bool) (out microstructure.Trades) {
	for i := range t.Len() {
		if keep(i) {
			out.Append(t.Slice(i, i+1))
		}
	}
	return out
}

// A testSet is a data directory under construction.
type testSet struct {
	t testing.TB
	*dataset.Dataset
	sources []microstructure.Source
}

func newTestSet(t testing.TB) *testSet {
	return &testSet{t: t, Dataset: &dataset.Dataset{Dir: t.TempDir(), Symbol: "TESTUSDT"}}
}

// write adds a file.
func (s *testSet) write(source string, day int, trades microstructure.Trades, p microstructure.Provenance) {
	s.t.Helper()
	if !slices.ContainsFunc(s.sources, func(o microstructure.Source) bool { return o.Name == source }) {
		s.sources = append(s.sources, microstructure.Source{Name: source, Label: source[:2]})
	}
	if err := os.MkdirAll(s.TradesDir(source), 0o755); err != nil {
		s.t.Fatal(err)
	}
	w, err := dataset.CreateTrades(s.TradesPath(source, date(day)), p)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := w.Append(trades); err != nil {
		s.t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		s.t.Fatal(err)
	}
}

func (s *testSet) run(change ...func(*Config)) *Audit {
	s.t.Helper()
	config := DefaultConfig()
	for _, c := range change {
		c(&config)
	}
	a, err := Run(context.Background(), s.Dataset, s.sources, config)
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

// find gives the findings of a check.
func find(a *Audit, check string) (out []Finding) {
	for _, f := range a.Findings {
		if f.Check == check {
			out = append(out, f)
		}
	}
	return out
}

// three writes two days of three sources, changed by change.
func three(t testing.TB, change func(source, day int, trades *microstructure.Trades, p *microstructure.Provenance)) *testSet {
	s := newTestSet(t)
	for day := range 2 {
		for i, source := range []string{"aa_futures", "bb_futures", "cc_futures"} {
			trades, p := market(day, uint64(i+1), 30), microstructure.Provenance{}
			if change != nil {
				change(i, day, &trades, &p)
			}
			s.write(source, day, trades, p)
		}
	}
	return s
}
