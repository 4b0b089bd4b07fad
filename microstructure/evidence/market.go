package evidence

import (
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// fundingUS is the time between fundings, which begin at midnight.
const fundingUS = microstructure.DayUS / 3

// fundings counts the fundings from the start to the opening of a row.
func (m *Market) fundings(row int) int { return int(int64(row) * m.Interval.US() / fundingUS) }

// fundingRow is the first row that opens at or after a funding.
func (m *Market) fundingRow(funding int) int {
	us := m.Interval.US()
	return int((int64(funding)*fundingUS + us - 1) / us)
}

// A Market is the input of a backtest: prices, signal and regimes on one
// calendar grid of whole days.
type Market struct {
	StartUS int64
	Prices
	Signal []float64
	Regime []microstructure.Regime

	// FirstDay is the first day on which a signal may be acted on: trials and
	// folds begin there, and the warm-up before it does not count.
	FirstDay int

	// LongOnly leaves out positions below 0.
	LongOnly bool

	// Last known prices by row: of all trades, and of each side's.
	mark, lastBuy, lastSell []float64
}

// NewMarket checks lengths and sets FirstDay: the first day with a signal in
// its first row or before. ErrTooShort when there is none.
func NewMarket(startUS int64, p Prices, signal []float64, regime []microstructure.Regime) (*Market, error) {
	n := len(signal)
	m := &Market{StartUS: startUS, Prices: p, Signal: signal, Regime: regime, mark: make([]float64, n)}
	m.lastBuy, m.lastSell = known(p.Last.Buy), known(p.Last.Sell)
	if err := m.Validate(); err != nil {
		return nil, err
	}
	m.mark = known(p.Close)
	first := -1
	for i := range signal {
		if first < 0 && !math.IsNaN(signal[i]) {
			first = i
		}
	}
	if m.FirstDay = (first + m.PerDay() - 1) / m.PerDay(); first < 0 || m.FirstDay >= m.Days() {
		return nil, fmt.Errorf("%w: none of %s begins with one", ErrTooShort, text.Plural(m.Days(), "day"))
	}
	return m, nil
}

// known is the last value up to each row, NaN before the first.
func known(x []float64) []float64 {
	out := make([]float64, len(x))
	last := math.NaN()
	for i, v := range x {
		if !math.IsNaN(v) {
			last = v
		}
		out[i] = last
	}
	return out
}

// Validate reports columns of different lengths or of partial days, and a
// FirstDay outside them, as ErrConfig. Every backtest of a market does so
// first.
func (m *Market) Validate() error {
	if m == nil || m.mark == nil {
		return fmt.Errorf("%w: the market was not made by NewMarket", ErrConfig)
	}
	n := len(m.Signal)
	for _, column := range append(m.Prices.columns(), &m.mark, &m.lastBuy, &m.lastSell) {
		x := *column
		if len(x) != n || len(m.Regime) != n || n == 0 || n%m.PerDay() != 0 {
			return fmt.Errorf("%w: a market of %d signals, %d regimes and %d prices; all must be as long, in whole days of %d rows",
				ErrConfig, n, len(m.Regime), len(x), m.PerDay())
		}
	}
	if m.FirstDay < 0 || m.FirstDay >= m.Days() {
		return fmt.Errorf("%w: FirstDay is %d of %s", ErrConfig, m.FirstDay, text.Plural(m.Days(), "day"))
	}
	return nil
}

// Len is the number of rows. A nil market has none.
func (m *Market) Len() int {
	if m == nil {
		return 0
	}
	return len(m.Signal)
}

// Days is the number of days.
func (m *Market) Days() int { return m.Len() / m.PerDay() }

// PerDay is the number of rows of a day; those of a nil market are of five
// minutes.
func (m *Market) PerDay() int { return m.length().PerDay() }

func (m *Market) length() microstructure.Interval {
	if m == nil {
		return microstructure.Interval{}
	}
	return m.Interval
}

// TimestampUS is the opening time of a row; a nil market starts at the epoch.
func (m *Market) TimestampUS(row int) int64 {
	if m == nil {
		return int64(row) * microstructure.IntervalUS
	}
	return m.StartUS + int64(row)*m.Interval.US()
}

// withSignal is the market with another signal of the same length.
func (m *Market) withSignal(signal []float64) *Market {
	out := *m
	out.Signal = signal
	return &out
}
