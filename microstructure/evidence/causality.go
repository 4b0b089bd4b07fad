package evidence

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/tickbook/tickbook/microstructure"
)

// A CausalityCheck says how a function is tested.
type CausalityCheck[Row any] struct {
	Cuts int // moments at which the future is taken away; at least 1
	Seed uint64
	// Perturb gives another row in the place of one of the future. It must differ from the row given.
	Perturb func(rng *rand.Rand, row Row) Row
	// TimestampUS names rows in the answer; nil for none.
	TimestampUS []int64
}

// A Leak is the first place that saw the future.
type Leak struct {
	Row         int
	TimestampUS int64  // of the row, 0 when the check had no times
	Cut         int    // rows from here on were taken away or changed
	How         string // "truncated" or "perturbed"
	Whole       float64
	Cutoff      float64 // what the row's value became
}

// String says so in a sentence.
func (l Leak) String() string {
	when := ""
	if l.TimestampUS != 0 {
		when = " (" + microstructure.FormatTime(l.TimestampUS) + ")"
	}
	return fmt.Sprintf("row %d%s saw the future: it is %v, but %v with the rows from %d on %s", l.Row, when, l.Whole, l.Cutoff, l.Cut, l.How)
}

// Run tests f, which gives one value a row, for causality: f of the first rows
// alone, and f of rows whose future is changed, must equal f of all rows in
// those first rows, to the bit. It returns nil when they do at every cut, else
// the leak of the smallest row. With a cut after every row that is the first row
// that saw the future; with fewer, the first that a cut could show.
//
// The rows that decide may be what the caller likes: numbers, bars, or structs
// of several columns. ErrCausality when f gives a wrong number of values, or
// fewer than two rows are given.
func (c CausalityCheck[Row]) Run(rows []Row, f func([]Row) []float64) (*Leak, error) {
	n := len(rows)
	if n < 2 || c.Cuts < 1 || c.Perturb == nil {
		return nil, fmt.Errorf("%w: %d rows at %d cuts; give at least 2 rows, 1 cut and a way to perturb a row", ErrCausality, n, c.Cuts)
	}
	call := func(x []Row) ([]float64, error) {
		y := f(append([]Row{}, x...))
		if len(y) != len(x) {
			return nil, fmt.Errorf("%w: it gives %d values for %d rows", ErrCausality, len(y), len(x))
		}
		return y, nil
	}
	whole, err := call(rows)
	if err != nil {
		return nil, err
	}
	rng := newRand(c.Seed, 0)
	var first *Leak
	for k := range c.Cuts {
		cut := c.cut(k, n, rng)
		truncated, err := call(rows[:cut])
		if err != nil {
			return nil, err
		}
		changed := append([]Row{}, rows...)
		for i := cut; i < n; i++ {
			changed[i] = c.Perturb(rng, rows[i])
		}
		perturbed, err := call(changed)
		if err != nil {
			return nil, err
		}
		first = c.compare(first, whole, truncated, cut, "truncated")
		first = c.compare(first, whole, perturbed[:cut], cut, "perturbed")
	}
	return first, nil
}

// cut spreads the cuts over the rows, a random place in each stretch.
func (c CausalityCheck[Row]) cut(k, n int, rng *rand.Rand) int {
	from, to := 1+k*(n-1)/c.Cuts, 1+(k+1)*(n-1)/c.Cuts
	if to <= from {
		return from
	}
	return from + rng.IntN(to-from)
}

func (c CausalityCheck[Row]) compare(first *Leak, whole, part []float64, cut int, how string) *Leak {
	for i, v := range part {
		if first != nil && i >= first.Row {
			return first
		}
		if math.Float64bits(v) != math.Float64bits(whole[i]) && !(math.IsNaN(v) && math.IsNaN(whole[i])) {
			l := &Leak{Row: i, Cut: cut, How: how, Whole: whole[i], Cutoff: v}
			if i < len(c.TimestampUS) {
				l.TimestampUS = c.TimestampUS[i]
			}
			return l
		}
	}
	return first
}

// PerturbNumber replaces a number by one of another size and sign.
func PerturbNumber(rng *rand.Rand, x float64) float64 {
	return -x*(1+rng.Float64()) + 10*rng.NormFloat64() + 1
}

// PerturbBar moves a bar's prices by up to 10 %, and its imbalances, volumes
// and counts. Its time stays.
func PerturbBar(rng *rand.Rand, b microstructure.Bar) microstructure.Bar {
	move := 1 + 0.1*(2*rng.Float64()-1)
	for _, p := range []*float64{&b.Open, &b.Close, &b.High, &b.Low, &b.After100ms, &b.After1s, &b.After5s} {
		*p *= move
	}
	for _, x := range []*float64{&b.VolImbalance, &b.DollarImbalance, &b.LargeImbalance, &b.CountImbalance, &b.TradeAcceleration,
		&b.KyleLambda, &b.VolProfileSkew} {
		*x = 2*rng.Float64() - 1
	}
	for _, x := range []*float64{&b.LargeVolPct, &b.ArrivalRate, &b.ITICV, &b.Burstiness, &b.PriceRange, &b.CloseVsVWAP,
		&b.Volume, &b.BuyVolume, &b.SellVolume, &b.QuoteVolume} {
		*x *= 0.5 + rng.Float64()
	}
	b.TradeCount += 1 + rng.Int64N(50)
	return b
}
