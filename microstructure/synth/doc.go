// Package synth makes seeded synthetic tick trades of several venues: sample
// data for notebooks and markets with a known truth for tests. It imports the
// root package and internal/field. Start at Config and NewMarket.
//
// The market is simulated on bars of microstructure.IntervalUS. Each bar i has
// an order-flow pressure p, which makes takers buy (p > 0) or sell, and a log
// volatility h, both autoregressive:
//
//	p[i] = φ p[i-1] + √(1-φ²) e[i]        standard deviation 1
//	h[i] = ρ h[i-1] + s √(1-ρ²) u[i]      standard deviation s
//	r[i] = v exp(h[i]) (κ e[i] + √(1-κ²) z[i]) - EdgeBps/10⁴ p[i-1]
//
// with e, u and z independent and standard normal. The log return r of the mid
// price, which all venues share, moves with e, the surprise in the pressure,
// and not with p, part of which was known a bar before. With EdgeBps = 0 no
// past flow therefore says anything about a coming return, though flow and
// return of one bar are correlated. Were impact in p, persistent flow would
// predict returns.
//
// Trades do not bring an edge of their own back: the last trade of a bar always
// prints the mid price of the bar's end, so that no part of a return is left to
// the next bar, and the noise in the other prices does not depend on the
// taker's side, so that there is no bid-ask bounce to harvest. With SpreadBps
// there is one: prices are the mid's bid or ask, the last of a bar too, and who
// takes them for the price at which one can trade finds an edge that is none.
//
// Markets of one Config.CommonSeed move together: each of e, u and z is √ρ of a
// variable that they share and √(1-ρ) of one's own. See Config.Together.
package synth
