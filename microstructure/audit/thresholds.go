package audit

import (
	"github.com/tickbook/tickbook/microstructure/internal/field"
)

// Thresholds are the limits at which a figure becomes a finding. Shares are
// fractions, 0 to 1.
type Thresholds struct {
	// GapMinutes: so many consecutive minutes without a trade are a warning.
	GapMinutes int
	// ThinBarShare of a day's bars with fewer than two trades is a warning.
	ThinBarShare float64
	// FewRowsShare: a day with less than this part of the source's median day
	// is a warning.
	FewRowsShare float64
	// MissingIDShare of a day's ids, or more, missing is a warning; fewer are a
	// note.
	MissingIDShare float64
	// LeftOutShare of a day's rows, or more, left out at import as they are not
	// trades is a warning; fewer are a note.
	LeftOutShare float64
	// DuplicateShare of rows that equal a row shortly before them at the same
	// time, unless an import distinguished them by id, is a warning;
	// DuplicateErrorShare is an error: a file that was written twice has 0.5,
	// and the equal fills of split orders on busy venues make up to about 0.15.
	DuplicateShare, DuplicateErrorShare float64
	// BuyShare: a share of the bought quantity further from one half than this
	// is a warning; with BuyShareError, an error: one side is all but missing.
	BuyShare, BuyShareError float64
	// ContractTolerance: quote quantity over price × quantity, of a day,
	// further from 1 than this is an error. Rows further from 1 are a note,
	// above ContractRowShare of the day's rows a warning.
	ContractTolerance, ContractRowShare float64
	// PriceDeviation of trades from the running median, as a fraction of it, is
	// a warning; PriceDeviationError of stray ones is an error, of those in a
	// move still a warning: see Excursion.
	PriceDeviation, PriceDeviationError float64
	// MoveRows is the least number of trades in a move; MoveStep the longest
	// step on its way, as a share of it.
	MoveRows int
	MoveStep float64
	// CommonBarShare: two sources with fewer of their bars in common are a
	// warning.
	CommonBarShare float64
	// DifferenceBps: a median price difference between two sources above this,
	// in bps, is a warning. DifferenceErrorBps, on a day, is an error, whether
	// prices differ by as much in the median or, up and down, in half of the
	// bars.
	DifferenceBps, DifferenceErrorBps float64
	// SpreadBps: a tenth of a day's bars whose difference is further than this
	// from the median difference, in bps, is a warning: about all days if the
	// median day is like that, and else about those days whose spread is
	// SpreadFactor times the median day's as well.
	SpreadBps, SpreadFactor float64
	// TradeSizeFactor between the median trades of two sources, in quote
	// currency, is a warning.
	TradeSizeFactor float64
	// LagSeconds: returns of one source that trail those of another by as much
	// are a warning, and an error if the leading source, whose prices are
	// traded, may be the one with the wrong clock; less is a note.
	// LagErrorSeconds are an error at any source.
	LagSeconds, LagErrorSeconds int
	// LagCorrelation and LagZ: a correlation at a lag counts as chance below
	// the former, or below that many standard errors. The same holds for its
	// excess over the correlation without a lag, which must also be LagRise of
	// it; and the lag must exceed LagGap times the mean time between seconds
	// with a trade at the source that trades less: between sources that trade
	// seldom, the peak is flat, and some seconds off.
	LagCorrelation, LagZ, LagRise, LagGap float64
	// ClockZ: a correlation of returns by minute that is fewer standard errors
	// from zero counts as chance: a day either way has 577 lags to test.
	ClockZ float64
	// FlowZ: a correlation of order flow and return, or a price step at a
	// change of side, that is fewer standard errors from zero counts as chance.
	FlowZ float64
	// CopyRows: two days with fewer rows may be equal by chance.
	CopyRows int64
	// LeastRows: shares of days with fewer rows are not judged.
	LeastRows int64
}

// DefaultThresholds suit liquid instruments.
func DefaultThresholds() Thresholds {
	return Thresholds{
		GapMinutes:          15,
		ThinBarShare:        0.1,
		FewRowsShare:        0.1,
		MissingIDShare:      0.001,
		LeftOutShare:        0.01,
		DuplicateShare:      0.25,
		DuplicateErrorShare: 0.45,
		BuyShare:            0.3,
		BuyShareError:       0.49,
		ContractTolerance:   0.001,
		ContractRowShare:    0.01,
		PriceDeviation:      0.1,
		PriceDeviationError: 0.5,
		MoveRows:            5,
		MoveStep:            0.5,
		CommonBarShare:      0.9,
		DifferenceBps:       50,
		DifferenceErrorBps:  1_000,
		SpreadBps:           50,
		SpreadFactor:        4,
		TradeSizeFactor:     50,
		LagSeconds:          2,
		LagErrorSeconds:     60,
		LagCorrelation:      0.01,
		LagZ:                5,
		LagRise:             0.02,
		LagGap:              0.25,
		ClockZ:              7,
		FlowZ:               4,
		CopyRows:            100,
		LeastRows:           200,
	}
}

// Validate reports every bad field.
func (t Thresholds) Validate() error {
	var c field.Check
	for _, f := range []struct {
		name  string
		value float64
		most  float64
	}{
		{"GapMinutes", float64(t.GapMinutes), 1440},
		{"ThinBarShare", t.ThinBarShare, 1},
		{"FewRowsShare", t.FewRowsShare, 1},
		{"MissingIDShare", t.MissingIDShare, 1},
		{"LeftOutShare", t.LeftOutShare, 1},
		{"DuplicateShare", t.DuplicateShare, 1},
		{"DuplicateErrorShare", t.DuplicateErrorShare, 1},
		{"BuyShare", t.BuyShare, 0.5},
		{"BuyShareError", t.BuyShareError, 0.5},
		{"ContractTolerance", t.ContractTolerance, 1},
		{"ContractRowShare", t.ContractRowShare, 1},
		{"PriceDeviation", t.PriceDeviation, 1e6},
		{"PriceDeviationError", t.PriceDeviationError, 1e6},
		{"MoveRows", float64(t.MoveRows), 1e6},
		{"MoveStep", t.MoveStep, 1},
		{"CommonBarShare", t.CommonBarShare, 1},
		{"DifferenceBps", t.DifferenceBps, 1e9},
		{"DifferenceErrorBps", t.DifferenceErrorBps, 1e9},
		{"SpreadBps", t.SpreadBps, 1e9},
		{"SpreadFactor", t.SpreadFactor, 1e9},
		{"TradeSizeFactor", t.TradeSizeFactor, 1e300},
		{"LagSeconds", float64(t.LagSeconds), MaxLagSeconds},
		{"LagErrorSeconds", float64(t.LagErrorSeconds), 60 * MaxLagMinutes},
		{"LagCorrelation", t.LagCorrelation, 1},
		{"LagZ", t.LagZ, 1e6},
		{"LagRise", t.LagRise, 1},
		{"LagGap", t.LagGap, 1e6},
		{"ClockZ", t.ClockZ, 1e6},
		{"FlowZ", t.FlowZ, 1e6},
		{"CopyRows", float64(t.CopyRows), 1e15},
		{"LeastRows", float64(t.LeastRows), 1e15},
	} {
		c.Number(f.name, f.value, 0, f.most)
	}
	return c.Err()
}
