package evidence

import (
	"math"

	"github.com/tickbook/tickbook/microstructure/inference"
)

// DaysPerYear of a market that never closes.
const DaysPerYear = 365

// A DailySharpe is the Sharpe ratio of daily net profits, mean / sd (n-1).
type DailySharpe struct {
	Days       int
	PerDay     float64
	Annual     float64 // PerDay × sqrt(365)
	Lower      float64 // ends of the 90 % interval of Annual
	Upper      float64
	Skew       float64
	Kurtosis   float64 // raw, 3 for a normal distribution
	MinRecord  float64 // days after which the ratio would differ from 0 at 95 % confidence; +Inf for a ratio of at most 0
	Confidence float64 // of the interval
}

// NewDailySharpe measures daily profits. Its interval allows for skew and
// kurtosis, as the probabilistic Sharpe ratio does, and takes days to be
// independent. NaN for fewer than 3 days and for constant profit.
func NewDailySharpe(daily []float64) DailySharpe {
	s := inference.SharpeOf(daily)
	variance := (1 - float64(s.Skew*s.Ratio) + float64((s.Kurtosis-1)/4*s.Ratio*s.Ratio)) / float64(s.N-1)
	half := float64(inference.NormalQuantile(0.95) * math.Sqrt(variance))
	year := math.Sqrt(DaysPerYear)
	return DailySharpe{
		Days: s.N, PerDay: s.Ratio, Annual: s.Ratio * year,
		Lower: (s.Ratio - half) * year, Upper: (s.Ratio + half) * year,
		Skew: s.Skew, Kurtosis: s.Kurtosis, MinRecord: s.MinTrackRecord(0, 0.95), Confidence: 0.90,
	}
}
