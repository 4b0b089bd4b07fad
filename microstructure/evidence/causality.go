package evidence

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
)

// A CausalityCheck says how a function is tested.
type CausalityCheck[Row any] struct {
	Cuts int // moments at which the future is taken away; at least 1
	Seed uint64
	// Perturb gives another row in the place of one of the future. It must
	// differ from the row given.
	Perturb func(rng *rand.Rand, row Row) Row
	// Missing gives a row without values in its place; nil if no row can be so.
	Missing func(row Row) Row
	// IsMissing reports whether a row is so, which makes holes; nil if none is.
	IsMissing func(row Row) bool
	// TimestampUS are the rows' times, in rising order: cuts are spread over
	// the times of day, and the answer names the row's. With nil, rows are
	// those of a calendar that begins at midnight.
	TimestampUS []int64
	// Piece is the number of rows that are tested at a time, for functions that
	// would take long on all of them; 0 is all. It has to be so large that the
	// function has values in most of its rows. Some cuts are made in all rows
	// even so, wholeCuts of them.
	Piece int
}

// wholeCuts are made in all rows beside those in pieces.
const wholeCuts = 4

// A Leak is the first place that saw the future, or that a function gave two
// values.
type Leak struct {
	Row         int
	TimestampUS int64  // of the row, 0 when the check had no times
	Cut         int    // rows from here on were taken away or changed
	How         string // Truncated, Perturbed, Missing or Again
	Whole       float64
	Cutoff      float64 // what the row's value became
}

// What was done to the rows from Leak.Cut on.
const (
	Truncated = "truncated"
	Perturbed = "perturbed"
	Missing   = "missing"
	Again     = "again" // nothing: the function does not repeat itself
)

// String says so in a sentence.
func (l Leak) String() string {
	when := ""
	if l.TimestampUS != 0 {
		when = " (" + microstructure.FormatTime(l.TimestampUS) + ")"
	}
	if l.How == Again {
		return fmt.Sprintf("the function does not repeat itself: row %d%s is %v, and %v when computed again from the same rows", l.Row, when, l.Whole, l.Cutoff)
	}
	return fmt.Sprintf("row %d%s saw the future: it is %v, but %v with the rows from %d on %s", l.Row, when, l.Whole, l.Cutoff, l.Cut, l.How)
}

// Run tests f, which gives one value per row, for causality: f of the first
// rows alone, and f of rows whose future is changed or missing, must equal f of
// all rows in those first rows, to the bit. It returns nil when they do at
// every cut, else the leak of the smallest row. With a cut after every row that
// is the first row that saw the future; with fewer, the first that a cut could
// show.
//
// Cuts are made at every time of day in turn, on random days on which f has a
// value just before, and at the end of holes: a function that sees ahead at one
// time of day is found once there are as many cuts as rows per day, and one
// that fills holes from behind whatever their number.
//
// A function that gives other values for the same rows is found as well, and
// called that.
//
// The rows that decide may be what the caller likes: numbers, bars, or structs
// of several columns. ErrCausality when f gives a wrong number of values, or
// fewer than two rows are given.
func (c CausalityCheck[Row]) Run(rows []Row, f func([]Row) []float64) (*Leak, error) {
	return c.run(rows, func(rows []Row) ([]float64, error) { return f(rows), nil })
}

// run is Run of a function that may fail, which ends the test with its error.
func (c CausalityCheck[Row]) run(rows []Row, f func([]Row) ([]float64, error)) (*Leak, error) {
	n := len(rows)
	if n < 2 || c.Cuts < 1 || c.Perturb == nil || c.TimestampUS != nil && len(c.TimestampUS) != n {
		return nil, fmt.Errorf("%w: %d rows with %d times at %d cuts; give at least 2 rows, a time for each or none, 1 cut and a way to perturb a row",
			ErrCausality, n, len(c.TimestampUS), c.Cuts)
	}
	rng := newRand(c.Seed, 0)
	if c.Piece <= 0 || c.Piece >= n {
		return c.piece(rows, f, 0, c.Cuts, 0, rng)
	}
	pieces := min(c.Cuts, (n+c.Piece-1)/c.Piece)
	first, err := c.piece(rows, f, 0, wholeCuts, 0, rng)
	for k := 0; k < pieces && err == nil; k++ {
		from := k * (n - c.Piece) / max(1, pieces-1)
		part := c
		if c.TimestampUS != nil {
			part.TimestampUS = c.TimestampUS[from : from+c.Piece]
		}
		turn := k * c.Cuts / pieces
		var leak *Leak
		leak, err = part.piece(rows[from:from+c.Piece], f, from, (k+1)*c.Cuts/pieces-turn, turn, rng)
		if leak != nil && (first == nil || leak.Row < first.Row) {
			first = leak
		}
	}
	if err != nil {
		return nil, err
	}
	return first, nil
}

// piece tests f on some rows, of which the first is row from of all, at so many
// cuts from the given turn on.
func (c CausalityCheck[Row]) piece(rows []Row, f func([]Row) ([]float64, error), from, cuts, turn int, rng *rand.Rand) (*Leak, error) {
	call := func(x []Row) ([]float64, error) {
		y, err := f(slices.Clone(x))
		if err != nil {
			return nil, err
		}
		if len(y) != len(x) {
			return nil, fmt.Errorf("%w: it gives %d values for %d rows", ErrCausality, len(y), len(x))
		}
		return y, nil
	}
	whole, err := call(rows)
	if err != nil {
		return nil, err
	}
	again, err := call(rows)
	if err != nil {
		return nil, err
	}
	if leak := c.compare(nil, whole, again, len(rows), Again); leak != nil {
		return leak.at(from), nil
	}
	futures := []struct {
		how  string
		rows []Row
	}{{Truncated, nil}, {Perturbed, make([]Row, len(rows))}}
	for i, r := range rows {
		futures[1].rows[i] = c.Perturb(rng, r)
	}
	if c.Missing != nil {
		missing := make([]Row, len(rows))
		for i, r := range rows {
			missing[i] = c.Missing(r)
		}
		futures = append(futures, futures[0])
		futures[2].how, futures[2].rows = Missing, missing
	}
	var first *Leak
	for _, cut := range c.cuts(rows, whole, cuts, turn, rng) {
		for _, future := range futures {
			x := slices.Clone(rows[:cut])
			if future.rows != nil {
				x = append(x, future.rows[cut:]...)
			}
			y, err := call(x)
			if err != nil {
				return nil, err
			}
			first = c.compare(first, whole, y[:cut], cut, future.how)
		}
	}
	if first == nil {
		return nil, nil
	}
	if again, err = call(rows); err != nil {
		return nil, err
	}
	if leak := c.compare(nil, whole, again, len(rows), Again); leak != nil {
		first = leak
	}
	return first.at(from), nil
}

// at counts rows from another one.
func (l *Leak) at(from int) *Leak {
	l.Row += from
	l.Cut += from
	return l
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
	return float64(-x*(1+rng.Float64())) + float64(10*rng.NormFloat64()) + 1
}

// MissingNumber replaces a number by NaN.
func MissingNumber(float64) float64 { return math.NaN() }

// PerturbBar moves a bar's prices by up to 10 %, and its imbalances, volumes
// and counts. Its time stays.
func PerturbBar(rng *rand.Rand, b microstructure.Bar) microstructure.Bar {
	move := 1 + float64(0.1*(float64(2*rng.Float64())-1))
	for _, p := range []*float64{&b.Open, &b.Close, &b.High, &b.Low, &b.After100ms, &b.After1s, &b.After5s} {
		*p *= move
	}
	for _, x := range []*float64{&b.VolImbalance, &b.DollarImbalance, &b.LargeImbalance, &b.CountImbalance, &b.TradeAcceleration,
		&b.KyleLambda, &b.VolProfileSkew} {
		*x = float64(2*rng.Float64()) - 1
	}
	for _, x := range []*float64{&b.LargeVolPct, &b.ArrivalRate, &b.ITICV, &b.Burstiness, &b.PriceRange, &b.CloseVsVWAP,
		&b.Volume, &b.BuyVolume, &b.SellVolume, &b.QuoteVolume} {
		*x *= 0.5 + rng.Float64()
	}
	b.TradeCount += 1 + rng.Int64N(50)
	return b
}
