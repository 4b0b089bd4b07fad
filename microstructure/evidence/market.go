package evidence

import (
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// fundingRows is the number of rows between funding times.
const fundingRows = RowsPerDay / 3

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

	mark []float64 // last known close by row
}

// NewMarket checks lengths and sets FirstDay: the first day with a signal in
// its first row or before. ErrTooShort when there is none.
func NewMarket(startUS int64, p Prices, signal []float64, regime []microstructure.Regime) (*Market, error) {
	n := len(signal)
	m := &Market{StartUS: startUS, Prices: p, Signal: signal, Regime: regime, mark: make([]float64, n)}
	if err := m.Validate(); err != nil {
		return nil, err
	}
	last := math.NaN()
	first := -1
	for i, v := range p.Close {
		if !math.IsNaN(v) {
			last = v
		}
		m.mark[i] = last
		if first < 0 && !math.IsNaN(signal[i]) {
			first = i
		}
	}
	if m.FirstDay = (first + RowsPerDay - 1) / RowsPerDay; first < 0 || m.FirstDay >= m.Days() {
		return nil, fmt.Errorf("%w: none of %s begins with one", ErrTooShort, text.Plural(m.Days(), "day"))
	}
	return m, nil
}

// Validate reports columns of different lengths or of partial days, and a
// FirstDay outside them, as ErrConfig. Every backtest of a market does so
// first.
func (m *Market) Validate() error {
	if m == nil || m.mark == nil {
		return fmt.Errorf("%w: the market was not made by NewMarket", ErrConfig)
	}
	n := len(m.Signal)
	for _, x := range [][]float64{m.Open, m.Close, m.VWAP, m.After100ms, m.After1s, m.After5s, m.mark} {
		if len(x) != n || len(m.Regime) != n || n == 0 || n%RowsPerDay != 0 {
			return fmt.Errorf("%w: a market of %d signals, %d regimes and %d prices; all must be as long, in whole days of %d rows",
				ErrConfig, n, len(m.Regime), len(x), RowsPerDay)
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
func (m *Market) Days() int { return m.Len() / RowsPerDay }

// TimestampUS is the opening time of a row; a nil market starts at the epoch.
func (m *Market) TimestampUS(row int) int64 {
	us := int64(row) * microstructure.IntervalUS
	if m != nil {
		us += m.StartUS
	}
	return us
}

// withSignal is the market with another signal of the same length.
func (m *Market) withSignal(signal []float64) *Market {
	out := *m
	out.Signal = signal
	return &out
}
