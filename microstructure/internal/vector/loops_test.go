package vector

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// trades are columns as a bar has them: ties, sizes over many magnitudes, long
// runs of one side, and prices that stand still.
type trades struct {
	price, quantity, quote, signed []float64
	side                           []int8
	time                           []int64
}

func randomTrades(r *rand.Rand, n int) (t trades) {
	price, us := 95_000.0, int64(1_760_000_100_000_000)
	sell := []float64{0, 0.02, 0.5, 1}[r.IntN(4)]
	still := []float64{0, 0.5, 1}[r.IntN(3)]
	for range n {
		if r.Float64() >= still {
			price += 0.1 * math.Round(2*r.NormFloat64())
		}
		us += int64(r.IntN(3)) * r.Int64N(1_000_000)
		quantity := math.Ldexp(1+r.Float64(), r.IntN(60)-30)
		if r.IntN(2) == 0 {
			quantity = 0.001 * float64(1+r.IntN(3))
		}
		side := int8(1)
		if r.Float64() < sell {
			side = -1
		}
		t.price, t.quantity, t.time, t.side = append(t.price, price), append(t.quantity, quantity), append(t.time, us), append(t.side, side)
		t.quote, t.signed = append(t.quote, price*quantity), append(t.signed, quantity*float64(side))
	}
	return t
}

// from are the trades from the i-th on.
func (t trades) from(i int) trades {
	return trades{t.price[i:], t.quantity[i:], t.quote[i:], t.signed[i:], t.side[i:], t.time[i:]}
}

// results are what all loops give for the same trades, bit by bit.
func (l *loops) results(t trades) map[string][]uint64 {
	n := len(t.price)
	out := map[string][]uint64{}
	add := func(name string, columns ...[]float64) {
		for _, c := range columns {
			out[name] = append(out[name], asBits(c)...)
		}
	}
	sumX, sumY := sums(t.quantity, t.quote, l.sums)
	add("sum", []float64{sum(t.quantity, l.sum)})
	add("sums", []float64{sumX, sumY})
	if n > 0 {
		add("sumOfSteps", []float64{sumOfSteps(t.price, l.sumOfSteps)})
		xx, yy, xy := l.comoments(t.signed[1:], t.price, 0.25, -0.125)
		add("comoments", []float64{xx, yy, xy})
		high, low := l.extremes(t.price)
		add("extremes", []float64{high, low})
		out["sumSquaredGaps"] = []uint64{l.sumSquaredGaps(t.time)}
	}
	product := guarded(n)
	l.multiply(product, t.price, t.quantity)
	add("multiply", product)
	products, squares := append(guarded(n)[:0], t.quantity...), append(guarded(n)[:0], t.quote...)
	l.addProducts(products, squares, t.price, t.signed, -0.75, 95_000)
	add("addProducts", products, squares)

	buyQ, sellQ, buyQQ, sellQQ, signed := guarded(n), guarded(n), guarded(n), guarded(n), guarded(n)
	buys := l.splitBySide(buyQ, sellQ, buyQQ, sellQQ, signed, t.quantity, t.quote, t.side)
	add("splitBySide", []float64{float64(buys)}, buyQ[:buys], sellQ[:n-buys], buyQQ[:buys], sellQQ[:n-buys], signed)
	high, low := guarded(n), guarded(n)
	above := l.splitByPrice(high, low, t.price, t.quantity, t.mid())
	add("splitByPrice", []float64{float64(above)}, high[:above], low[:n-above])
	large := guarded(n)
	add("copyFrom", large[:l.copyFrom(large, t.quantity, t.signed, math.Float64bits(largeSize))])
	if n > 0 {
		few := append(guarded(n)[:0], t.signed...) // with values behind them
		lo, hi := l.neighbours(few, n*2/3)
		out["neighbours"] = []uint64{lo, hi}
	}
	for _, column := range [][]float64{product, products, squares, buyQ, sellQ, buyQQ, sellQQ, signed, high, low, large} {
		for _, v := range column[n : n+guards] {
			if v != guard {
				out["beyond the end"] = append(out["beyond the end"], math.Float64bits(v))
			}
		}
	}
	return out
}

// Behind each column that loops write to are guards, which they shall leave
// alone.
const guard, guards = -77, 16

func guarded(n int) []float64 {
	return slices.Repeat([]float64{guard}, n+guards)[:n]
}

// largeSize is a size that many of the random trades have.
const largeSize = 0.002

// mid is a price that trades have.
func (t *trades) mid() float64 {
	if len(t.price) == 0 {
		return 1
	}
	return t.price[len(t.price)/2]
}

// TestLevelsChangeNoBit compares the loops of every level with the plain ones,
// on every length up to several blocks and on some longer ones.
func TestLevelsChangeNoBit(t *testing.T) {
	levels := Levels()
	if len(levels) == 1 {
		t.Skip("this processor, or this build, has the plain loops only")
	}
	r := rand.New(rand.NewPCG(3, 12))
	for n := range 705 {
		if n >= 700 {
			n = 1000 + r.IntN(5000)
		}
		x := randomTrades(r, n+1).from(n % 2) // aligned, or one word off
		want := variants[Plain].results(x)
		for _, level := range levels[1:] {
			for name, got := range variants[level].results(x) {
				if !slices.Equal(got, want[name]) {
					t.Fatalf("%d trades, %s: the %s loop gives the bits\n%x, the plain one\n%x", n, name, level, got, want[name])
				}
			}
		}
	}
}

func TestAscending(t *testing.T) {
	for _, level := range Levels() {
		for n := range 70 {
			times := make([]int64, n)
			for i := range times {
				times[i] = int64(i/2) - 10
			}
			if !variants[level].ascending(times) {
				t.Fatalf("%s: %d times are said not to ascend", level, n)
			}
			for i := 1; i < n; i++ {
				late := slices.Clone(times)
				late[i-1] = late[i] + 1
				if variants[level].ascending(late) {
					t.Fatalf("%s: %d times are said to ascend, but row %d is later than the next", level, n, i-1)
				}
			}
		}
	}
}

func TestNonDigits(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	text := make([]byte, 64*40)
	for i := range text {
		text[i] = byte(r.IntN(256))
		if r.IntN(2) == 0 {
			text[i] = '0' - 2 + byte(r.IntN(14))
		}
	}
	for _, level := range Levels() {
		for words := range len(text) / 64 {
			marks := make([]uint64, words)
			variants[level].nonDigits(marks, text[:64*words])
			for i, c := range text[:64*words] {
				if digit := '0' <= c && c <= '9'; digit == (marks[i/64]>>(i%64)&1 == 1) {
					t.Fatalf("%s: of %d words, byte %d, %#x, is %t", level, words, i, c, digit)
				}
			}
		}
	}
}

func TestPositive(t *testing.T) {
	for _, level := range Levels() {
		before := SetLevel(level)
		for _, n := range []int{0, 1, 2, 7, 8, 9, 16, 31} {
			x := make([]float64, n)
			for i := range x {
				x[i] = []float64{math.SmallestNonzeroFloat64, 1, math.MaxFloat64}[i%3]
			}
			if !Positive(x) {
				t.Errorf("%v: %d are not", level, n)
			}
			for i := range x {
				was := x[i]
				for _, bad := range []float64{0, math.Copysign(0, -1), -1, -math.MaxFloat64, math.Inf(1), math.Inf(-1), math.NaN(), math.Copysign(math.NaN(), -1)} {
					if x[i] = bad; Positive(x) {
						t.Errorf("%v: %g at %d of %d", level, bad, i, n)
					}
				}
				x[i] = was
			}
		}
		SetLevel(before)
	}
}

// TestPlainLoops computes what the plain loops give as their names read.
func TestPlainLoops(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 5))
	for n := range 300 {
		x := randomTrades(r, n)
		where := func(column []float64, keep func(i int) bool) (out []float64) {
			for i, v := range column {
				if keep(i) {
					out = append(out, v)
				}
			}
			return out
		}
		check := func(what string, got, want []float64) {
			if !slices.Equal(got, want) {
				t.Fatalf("%d trades, %s: %v, want %v", n, what, got, want)
			}
		}
		buy := func(i int) bool { return x.side[i] > 0 }
		sell := func(i int) bool { return x.side[i] < 0 }

		var c Columns
		c.Grow(n)
		buys := splitBySide(c.BuyQ, c.SellQ, c.BuyQQ, c.SellQQ, c.Signed, x.quantity, x.quote, x.side)
		check("bought", c.BuyQ[:buys], where(x.quantity, buy))
		check("sold", c.SellQ[:n-buys], where(x.quantity, sell))
		check("bought for", c.BuyQQ[:buys], where(x.quote, buy))
		check("sold for", c.SellQQ[:n-buys], where(x.quote, sell))
		check("signed", c.Signed[:n], x.signed)

		large := func(i int) bool { return x.quantity[i] >= largeSize }
		buys, sells := splitBySize(&c, x.signed, largeSize)
		check("large", c.BuyQQ[:buys+sells], where(x.quantity, large))
		check("large and bought", c.BuyQ[:buys], where(x.quantity, func(i int) bool { return large(i) && buy(i) }))
		check("large and sold", c.SellQ[:sells], where(x.quantity, func(i int) bool { return large(i) && sell(i) }))
		bought, sold, all := SumsBySize(&c, x.signed, largeSize, n)
		check("sums of large", []float64{bought, sold, all}, []float64{
			Sum(where(x.quantity, func(i int) bool { return large(i) && buy(i) })),
			Sum(where(x.quantity, func(i int) bool { return large(i) && sell(i) })), Sum(where(x.quantity, large))})
		from := make([]float64, n)
		check("from a size", from[:copyFrom(from, x.quantity, x.signed, math.Float64bits(largeSize))], where(x.signed, large))

		above := splitByPrice(c.BuyQ, c.SellQ, x.price, x.quantity, x.mid())
		check("above", c.BuyQ[:above], where(x.quantity, func(i int) bool { return x.price[i] >= x.mid() }))
		check("below", c.SellQ[:n-above], where(x.quantity, func(i int) bool { return x.price[i] < x.mid() }))

		product := make([]float64, n)
		multiply(product, x.price, x.quantity)
		check("products", product, x.quote)
		if n == 0 {
			continue
		}
		high, low := extremes(x.price)
		check("extremes", []float64{high, low}, []float64{slices.Max(x.price), slices.Min(x.price)})
		gaps := uint64(0)
		var xx, yy, xy float64
		for i := 1; i < n; i++ {
			gaps += uint64((x.time[i] - x.time[i-1]) * (x.time[i] - x.time[i-1]))
			dx, dy := x.signed[i]-0.25, x.price[i]-x.price[i-1]+0.125
			xx, yy, xy = xx+dx*dx, yy+dy*dy, xy+dx*dy
		}
		if got := sumSquaredGaps(x.time); got != gaps {
			t.Fatalf("%d trades: the gaps' squares add up to %d, want %d", n, got, gaps)
		}
		gotXX, gotYY, gotXY := comoments(x.signed[1:], x.price, 0.25, -0.125)
		for _, c := range [][2]float64{{gotXX, xx}, {gotYY, yy}, {gotXY, xy}} {
			if math.Abs(c[0]-c[1]) > 1e-9*(xx+yy) {
				t.Fatalf("%d trades: a comoment is %v, want %v", n, c[0], c[1])
			}
		}
	}
}

func TestSetLevel(t *testing.T) {
	before := InUse()
	if highest := Levels()[len(Levels())-1]; before != highest {
		t.Errorf("%s in use, %s is the highest", before, highest)
	}
	if got := SetLevel(Plain); got != before || InUse() != Plain {
		t.Errorf("SetLevel returned %s and left %s in use, want %s and plain", got, InUse(), before)
	}
	if SetLevel(levels); InUse() != before {
		t.Errorf("%s in use after asking for more than there is, want %s", InUse(), before)
	}
}
