package audit

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	ms "github.com/tickbook/tickbook/microstructure"
)

// tape is a day of n trades, evenly spread, around a calm walk at 100.
func tape(seed uint64, n int) ms.Trades {
	r := rand.New(rand.NewPCG(seed, 3))
	var t ms.Trades
	price := 100.0
	for i := range n {
		price *= math.Exp(r.NormFloat64() / 2_000)
		put(&t, midnight(0)+int64(i)*(ms.DayUS/int64(n)), price, r)
	}
	return t
}

func put(t *ms.Trades, us int64, price float64, r *rand.Rand) {
	side := ms.Buy
	if r.IntN(2) == 0 {
		side = ms.Sell
	}
	q := math.Exp(r.NormFloat64())
	t.Append(ms.Trades{TimestampUS: []int64{us}, Price: []float64{price}, Quantity: []float64{q}, QuoteQuantity: []float64{price * q}, Side: []ms.Side{side}})
}

// scale multiplies prices of rows from on.
func scale(t *ms.Trades, from int, factors ...float64) {
	for i, f := range factors {
		t.Price[from+i] *= f
		t.QuoteQuantity[from+i] *= f
	}
}

// path goes from 1 to bottom in n steps and back, up to the price it came from.
func path(bottom float64, n int) (out []float64) {
	for i := 1; i < 2*n; i++ {
		out = append(out, math.Pow(bottom, 1-math.Abs(float64(i-n))/float64(n)))
	}
	return out
}

func repeat(f float64, n int) (out []float64) {
	for range n {
		out = append(out, f)
	}
	return out
}

// checkPrices looks at the prices of a day, handed over in pieces.
func checkPrices(t *ms.Trades, piece int) (moves, strays Excursions) {
	var c priceCheck
	limits := DefaultThresholds()
	c.reset(&limits)
	for from := 0; from < t.Len(); from += piece {
		// A copy that is overwritten afterwards, as a reader's batch is.
		var batch ms.Trades
		batch.Append(t.Slice(from, min(from+piece, t.Len())))
		c.add(&batch)
		for i := range batch.Price {
			batch.Price[i] = math.NaN()
		}
	}
	c.finish()
	if c.unfinished != nil {
		if e, move := c.unfinished.finish(0, &limits); move {
			c.moves.add(e)
		} else {
			c.strays.add(e)
		}
	}
	return c.moves, c.strays
}

func TestMoveOrStray(t *testing.T) {
	for _, c := range []struct {
		name          string
		rows          int
		change        func(*ms.Trades)
		moves, strays int
		rowsFar       int64
		by            float64 // of the furthest
		returned      bool
	}{
		{"calm", 3_000, func(*ms.Trades) {}, 0, 0, 0, 0, false},
		{"none", 0, func(*ms.Trades) {}, 0, 0, 0, 0, false},
		{"one", 1, func(*ms.Trades) {}, 0, 0, 0, 0, false},
		{"lone, ten times", 3_000, func(t *ms.Trades) { scale(t, 1_000, 10) }, 0, 1, 1, 9, true},
		{"lone, a thousandth", 3_000, func(t *ms.Trades) { scale(t, 1_000, 0.001) }, 0, 1, 1, -0.999, true},
		{"lone, the first row", 3_000, func(t *ms.Trades) { scale(t, 0, 10) }, 0, 1, 1, 9, true},
		{"lone, the last row", 3_000, func(t *ms.Trades) { scale(t, 2_999, 10) }, 0, 1, 1, 9, false},
		{"lone, of a few", 20, func(t *ms.Trades) { scale(t, 7, 10) }, 0, 1, 1, 9, true},
		{"two in a row", 3_000, func(t *ms.Trades) { scale(t, 1_000, 10, 3) }, 0, 1, 2, 9, true},
		{"four in a row, down and up", 3_000, func(t *ms.Trades) { scale(t, 1_000, 0.7, 0.4, 0.6, 0.8) }, 0, 1, 4, -0.6, true},
		{"a burst at one price", 3_000, func(t *ms.Trades) { scale(t, 1_000, repeat(10, 20)...) }, 0, 1, 20, 9, true},
		{"a long burst", 3_000, func(t *ms.Trades) { scale(t, 1_000, repeat(10, 100)...) }, 0, 1, 100, 9, true},
		{"a dense burst", 30_000, func(t *ms.Trades) { scale(t, 9_999, repeat(0.1, 1_000)...) }, 0, 1, 1_000, -0.9, true},
		{"hours in another unit", 3_000, func(t *ms.Trades) { scale(t, 1_000, repeat(10, 700)...) }, 0, 1, 700, 9, true},
		{"noise of any size", 3_000, func(t *ms.Trades) { scale(t, 1_000, 7, 0.01, 30, 0.5, 12, 0.02, 90, 0.1) }, 0, 1, 8, -0.99, true},
		{"every 37th row", 3_000, func(t *ms.Trades) {
			for i := 36; i < t.Len(); i += 37 {
				scale(t, i, 10)
			}
		}, 0, 81, 81, 9, true},
		{"a crash with recovery", 3_000, func(t *ms.Trades) { scale(t, 1_000, path(0.001, 30)...) }, 1, 0, 59, -0.999, true},
		{"a spike", 3_000, func(t *ms.Trades) { scale(t, 1_000, path(8, 20)...) }, 1, 0, 39, 7, true},
		{"a thin crash", 300, func(t *ms.Trades) { scale(t, 100, path(0.1, 5)...) }, 1, 0, 9, -0.9, true},
		{"down at a walk, back at once", 3_000, func(t *ms.Trades) { scale(t, 1_000, path(0.2, 12)[:12]...) }, 1, 0, 12, -0.8, true},
		{"down at once, back at a walk", 3_000, func(t *ms.Trades) { scale(t, 1_000, path(0.2, 12)[11:]...) }, 1, 0, 12, -0.8, true},
		{"up to midnight", 3_000, func(t *ms.Trades) { scale(t, 2_980, path(0.2, 20)[:20]...) }, 1, 0, 19, -0.8, false},
		{"a gap that stays", 3_000, func(t *ms.Trades) { scale(t, 1_000, repeat(0.3, 2_000)...) }, 1, 0, 126, -0.7, false},
		{"a walk that stays", 3_000, func(t *ms.Trades) {
			scale(t, 1_000, path(0.3, 50)[:50]...)
			scale(t, 1_050, repeat(0.3, 1_950)...)
		}, 1, 0, 126, -0.7, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			trades := tape(1, c.rows)
			c.change(&trades)
			moves, strays := checkPrices(&trades, 1<<20)
			if moves.Count != c.moves || strays.Count != c.strays {
				t.Fatalf("%d moves and %d strays, want %d and %d: %+v %+v", moves.Count, strays.Count, c.moves, c.strays, moves, strays)
			}
			all := append(moves.Largest, strays.Largest...)
			if len(all) == 0 {
				return
			}
			e := all[0]
			if rows := moves.Rows + strays.Rows; rows != c.rowsFar || math.Abs(e.By()-c.by) > 0.02*(1+math.Abs(c.by)) || e.Returned != c.returned {
				t.Errorf("%d rows, %+.3f, returned %v; want %d, %+.3f, %v: %+v", rows, e.By(), e.Returned, c.rowsFar, c.by, c.returned, e)
			}
			for _, piece := range []int{1, 100, 128, 1_000} {
				m, s := checkPrices(&trades, piece)
				if !reflect.DeepEqual(m, moves) || !reflect.DeepEqual(s, strays) {
					t.Errorf("in pieces of %d: %+v %+v, want %+v %+v", piece, m, s, moves, strays)
				}
			}
		})
	}
}

func TestExcursionFigures(t *testing.T) {
	trades := tape(1, 3_000)
	scale(&trades, 1_000, path(0.5, 10)...)
	moves, _ := checkPrices(&trades, 1<<20)
	if moves.Count != 1 {
		t.Fatalf("moves %+v", moves)
	}
	want := Excursion{Returned: true, Reference: moves.Largest[0].Reference}
	for i := range trades.Len() { // one by one
		if p := trades.Price[i]; math.Abs(p/want.Reference-1) > 0.1 {
			if want.Rows++; want.Rows == 1 {
				want.FromUS = trades.TimestampUS[i]
			}
			want.ToUS = trades.TimestampUS[i]
			want.Quantity += trades.Quantity[i]
			want.QuoteQuantity += trades.QuoteQuantity[i]
			if trades.Side[i] == ms.Buy {
				want.Bought += trades.Quantity[i]
			}
			if want.Extreme == 0 || p < want.Extreme {
				want.Extreme, want.ExtremeUS = p, want.ToUS
			}
		}
	}
	if !reflect.DeepEqual(moves.Largest[0], want) || want.Rows != 17 {
		t.Errorf("got %+v, want %+v", moves.Largest[0], want)
	}
	if median := want.Reference; math.Abs(median/trades.Price[999]-1) > 0.01 {
		t.Errorf("the reference is %v beside %v", median, trades.Price[999])
	}
}

func TestLargestExcursions(t *testing.T) {
	trades := tape(1, 3_000)
	for i := range 50 {
		scale(&trades, 100+i*50, 2+float64(i*7%50))
	}
	_, strays := checkPrices(&trades, 1<<20)
	if strays.Count != 50 || strays.Rows != 50 || len(strays.Largest) != largestExcursions {
		t.Fatalf("%d of %d rows, %d kept", strays.Count, strays.Rows, len(strays.Largest))
	}
	for i, e := range strays.Largest {
		if want := float64(50 - i); math.Abs(e.By()-want) > 0.01*want {
			t.Errorf("number %d is %+.2f, want %+.2f", i, e.By(), want)
		}
	}
	taken := strays.take(func(e *Excursion) bool { return e.By() > 48.5 })
	if len(taken) != 2 || strays.Count != 48 || strays.Rows != 48 || len(strays.Largest) != largestExcursions-2 {
		t.Errorf("%d taken, %+v left", len(taken), strays)
	}
}

// TestSoundMarketsHaveNoPriceError looks at markets of any density, volatility
// and tick that jump, crash and recover, and stop trading.
func TestSoundMarketsHaveNoPriceError(t *testing.T) {
	n := 400
	if testing.Short() {
		n = 40
	}
	for seed := range n {
		r := rand.New(rand.NewPCG(uint64(seed), 11))
		rows := int(math.Exp(3 + 8*r.Float64()))                            // 20 to 60,000
		volatility := math.Exp(-4+3*r.Float64()) / math.Sqrt(float64(rows)) // 2 to 37 % a day
		tick := math.Exp(-12+10*r.Float64()) * 100                          // up to an eighth of the price
		var trades ms.Trades
		level, mood, left, delisted := math.Log(100), 0.0, 0, r.IntN(10*rows)
		for i := range rows {
			switch {
			case left > 0:
				left--
				level += mood
				if left == 0 && mood != 0 && r.IntN(2) == 0 { // there and back
					mood, left = -mood, 10+r.IntN(40)
				}
			case i < 5 || i > rows-120: // the last hours are calm
				mood = 0
			case i == delisted:
				level -= 1.5 * r.Float64()
			case r.IntN(rows) < 2: // a jump that stays
				level += 0.7*r.Float64() - 0.35
			case r.IntN(rows) < 2: // a crash, or a rally
				left = 10 + r.IntN(40)
				mood = r.NormFloat64() * 2 / float64(left)
			default:
				mood = 0
			}
			level += volatility * r.NormFloat64()
			level = max(level, math.Log(8*tick))
			price := max(1, math.Round(math.Exp(level)/tick)) * tick
			put(&trades, midnight(0)+int64(i)*(ms.DayUS/int64(rows)), price, r)
		}
		_, strays := checkPrices(&trades, 4_096)
		for _, e := range strays.Largest {
			if math.Abs(e.By()) >= DefaultThresholds().PriceDeviationError {
				t.Errorf("seed %d, %d rows: %+v is taken for stray", seed, rows, e)
			}
		}
	}
}

// TestMovedTogether: what one source alone would have wrong, others confirm.
func TestMovedTogether(t *testing.T) {
	crash := func(bottom float64) func(*ms.Trades) {
		return func(t *ms.Trades) {
			at := midnight(1) + 600*minuteUS
			for i, us := range t.TimestampUS {
				if us >= at && us < at+10*secondUS {
					t.Price[i] *= bottom
					t.QuoteQuantity[i] *= bottom
				}
			}
		}
	}
	for _, c := range []struct {
		name     string
		first    func(*ms.Trades)
		second   func(*ms.Trades)
		severity Severity
		says     string
	}{
		{"alone", crash(0.3), nil, Error, "nothing around"},
		{"with another", crash(0.3), crash(0.4), Warning, "at the same time as bb_futures"},
		{"with another that went less than half as far", crash(0.01), crash(0.4), Error, "nothing around"},
		{"against another", crash(0.3), crash(2), Error, "nothing around"},
	} {
		a := three(t, func(source, day int, trades *ms.Trades, _ *ms.Provenance) {
			if change := []func(*ms.Trades){c.first, c.second, nil}[source]; day == 1 && change != nil {
				change(trades)
			}
		}).run()
		var got []string
		for _, f := range find(a, CheckPrice) {
			if f.Source == "aa_futures" {
				got = append(got, fmt.Sprintf("%v %s", f.Severity, f.Message))
			}
		}
		if len(got) != 1 || !strings.HasPrefix(got[0], c.severity.String()) || !strings.Contains(got[0], c.says) {
			t.Errorf("%s: %q, want one of severity %v that says %q", c.name, got, c.severity, c.says)
		}
	}
}

// TestManyStraysWithCompany: more than a day keeps, of which all that it keeps
// are those of a crash.
func TestManyStraysWithCompany(t *testing.T) {
	wicks := func(t *ms.Trades) {
		for at := int64(600 * minuteUS); at < 640*minuteUS; at += minuteUS {
			for i, us := range t.TimestampUS {
				if from := midnight(1) + at; us >= from && us < from+6*secondUS {
					scale(t, i, 0.4)
				}
			}
		}
	}
	a := three(t, func(source, day int, trades *ms.Trades, _ *ms.Provenance) {
		if source < 2 && day == 1 {
			wicks(trades)
		}
	}).run()
	for i := range 2 {
		d := &a.Sources[i].Days[1]
		if d.Strays.Count != 0 || d.Moves.Count != 40 || len(d.Moves.Largest) != largestExcursions {
			t.Errorf("%s: %d strays, %d moves, %d kept", a.Sources[i].Name, d.Strays.Count, d.Moves.Count, len(d.Moves.Largest))
		}
	}
}

// TestMidnight: what the end of a day cuts off is judged by the next day.
func TestMidnight(t *testing.T) {
	jump := repeat(10, 20)
	for _, c := range []struct {
		name     string
		last     []float64 // factors of the first day's last prices
		next     float64   // of the next day's, 0 for no file
		severity Severity
		says     string
	}{
		{"a lone last row", []float64{10}, 1, Error, "1 price"},
		{"a lone last row, and no next day", []float64{10}, 0, Error, "1 price"},
		{"a burst", jump, 1, Error, "20 prices"},
		{"a jump that stays", jump, 10, Warning, "that stayed"},
		{"the first trade of a jump that stays", []float64{10}, 10, Warning, "that stayed"},
		{"a jump, and no next day", jump, 0, Warning, "that stayed"},
		{"a crash", path(0.1, 10)[:10], 1, Warning, "and back"},
		{"a crash that stays", path(0.1, 10)[:10], 0.1, Warning, "that stayed"},
	} {
		s := newTestSet(t)
		first, next := market(0, 1, 10), market(1, 1, 10)
		scale(&first, first.Len()-len(c.last), c.last...)
		s.write("aa_futures", 0, first, ms.Provenance{})
		if c.next > 0 {
			scale(&next, 0, repeat(c.next, next.Len())...)
			s.write("aa_futures", 1, next, ms.Provenance{})
		}
		for range 2 { // the second time from the cache
			f := find(s.run(), CheckPrice)
			if len(f) != 1 || f[0].Severity != c.severity || f[0].Date != date(0) || !strings.Contains(f[0].Message, c.says) {
				t.Errorf("%s: %v, want one of severity %v that says %q", c.name, f, c.severity, c.says)
			}
		}
	}
}

// BenchmarkPriceCheck looks at a calm market, and at one whose tick is an
// eighth of its price, in which every block is followed row by row: bytes are
// trades.
func BenchmarkPriceCheck(b *testing.B) {
	coarse := tape(1, 1<<15)
	for i := range coarse.Price {
		coarse.Price[i] = 8 + float64(i*i%7/3)
	}
	for name, trades := range map[string]ms.Trades{"calm": tape(1, 1<<15), "coarse": coarse} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(trades.Len()))
			limits := DefaultThresholds()
			var c priceCheck
			for b.Loop() {
				c.reset(&limits)
				c.add(&trades)
				c.finish()
			}
		})
	}
}
