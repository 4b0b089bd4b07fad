// Package microstructure turns tick trades of several crypto exchanges into
// five-minute bars, a composite signal of order-flow pressure, a backtest and a
// verdict.
//
// The way through it, each step a plain function on plain values:
//
//	Trades ── BuildBars ──▶ []Bar ── JoinPanel ──▶ Panel ── NewComposite, RollingSignal ──▶ signal
//	                                                 │                                        │
//	                                NewVolatility, FullSampleRegimeCuts ──▶ regimes           ▼
//	                                                 │             FullSampleDeciles, NewRankIC
//	                                                 ▼                                        │
//	                              Grid.Sweep, BestInHindsight, NewWalkForward ──▶ JudgeAsReference
//
// RunReference does all of it. It reproduces to the digit a procedure as it is
// commonly done in a pandas notebook, flaws included. What looks ahead says so
// in its name (FullSample…, …InHindsight, …AtSignalClose) and in its comment.
//
// Conventions: times are µs since the Unix epoch, UTC. A bar is stamped with
// its opening time and covers five minutes from then. Units are in names: FeeBps,
// TimestampUS, HoldingBars. NaN means that there is no value. Functions do not
// modify their inputs, and nothing exported panics on data.
//
// Reading and writing trades, figures, notebooks and archives of exchanges are
// in packages below this one, which knows none of them.
package microstructure
