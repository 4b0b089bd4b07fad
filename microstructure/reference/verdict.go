package reference

// A Verdict is the reference's judgement of a strategy. It flatters: it judges
// the best of all configurations by the mean of the span on which it was
// picked.
type Verdict string

// The three verdicts.
const (
	Positive Verdict = "positive" // mean above 0 and more than 30 round trips
	Marginal Verdict = "marginal" // mean above -2 bps
	Negative Verdict = "negative"
)

// Judge applies the reference's rule.
func Judge(best Trial) Verdict {
	switch {
	case best.MeanBps > 0 && best.N > 30:
		return Positive
	case best.MeanBps > -2:
		return Marginal
	}
	return Negative
}

// NaiveAnnualProfit scales a test span's mean profit to a year of trading one
// unit at the given price: MeanBps / 10,000 × N × 365 / testDays × price, in
// quote currency. It assumes that the profit on the span continues.
func NaiveAnnualProfit(best Trial, testDays int, price float64) float64 {
	return best.MeanBps * float64(best.N) / float64(testDays) * 365 / 10000 * price
}
