package inference

// CalibrationSlope is the line of outcomes on forecasts. A forecast that is
// right on average has a slope of 1 and an intercept of 0; one that exaggerates
// has a slope below 1, and one without merit a slope of 0.
type CalibrationSlope struct {
	Line
	// AgainstOne tests the slope against 1, corrected for small samples;
	// BetaHAC tests it against 0.
	AgainstOne HACTest
}

// NewCalibrationSlope fits outcome = Alpha + Beta forecast, with the errors of
// NeweyWestLine. A row with a NaN on either side is dropped and the rest closed
// up. Constant forecasts have no slope: Beta is 0 and its tests are NaN.
// Otherwise undefined where NeweyWestLine is; its errors.
//
// Source: Mincer and Zarnowitz 1969, in Economic Forecasts and Expectations,
// 3-46.
func NewCalibrationSlope(forecast, outcome []float64, lag int) (CalibrationSlope, error) {
	none := CalibrationSlope{AgainstOne: undefinedTests().Corrected}
	if len(forecast) != len(outcome) {
		var err error
		none.Line, err = NeweyWestLine(outcome, forecast, lag)
		return none, err
	}
	x, y, _ := validPairs(forecast, outcome)
	line, err := NeweyWestLine(y, x, lag)
	none.Line = line
	if err != nil {
		return none, err
	}
	none.AgainstOne = hacTest(line.Beta-1, line.BetaHAC.Corrected.Var, float64(line.N-2))
	return none, nil
}
