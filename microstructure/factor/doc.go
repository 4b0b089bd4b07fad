// Package factor measures what single features can be said to do: the tear
// sheet that comes before a composite and a backtest. It takes bars and gives
// numbers; packages report and figure show them. Start at Run.
//
// Only the days before the test span are read. Every estimate is a mean over
// spans of six hours, or of a horizon that is longer: a rank correlation over
// rows is written as one number per span, whose mean it is, and spans are
// resampled whole and in blocks, which allows for any dependence within them.
// That holds for differences, for groups of rows and for decile spreads as well,
// and lets the same resampled spans judge everything that was tried together.
//
// With s_t the product of the rank scores of row t, N rows with both values, D
// spans, S_d and N_d the sum of s_t and the number of rows in span d,
//
//	IC = sum_d S_d / N,    x_d = IC + (D/N) (S_d - IC N_d),    mean_d x_d = IC
//
// Features are ranked over all days read where they are correlated, and within
// the past where they would be traded: deciles, events, turnover and models.
package factor
