// Package microstructure holds the types that the whole module shares: tick
// trades of several crypto exchanges, the bars of any Interval built from them,
// the features of a bar, the panel that joins the sources, a signal, volatility
// regimes, and the grid of configurations that a study tries.
//
//	Trades ── BuildBars ──▶ []Bar ──┬─ JoinPanel ──▶ Panel ──▶ package reference
//	                                └──────────────────────▶ package evidence
//
// The procedures on bars are in packages below this one: reference is the
// procedure as it is commonly done in a notebook, evidence the honest one. This
// package imports internal packages only, and knows nothing of files, figures
// or exchanges. To read it, start with Trades, Bar and Panel.
//
// Conventions of the module: times are µs since the Unix epoch, UTC. A bar is
// stamped with its opening time and covers five minutes, or another Interval,
// from then; one that ends by Activity is stamped with its first trade. Units
// are in names: FeeBps, TimestampUS, HoldingBars. NaN means that there is no
// value. What looks ahead says so in its name (FullSample…, …InHindsight,
// …AtSignalClose). Functions do not modify their inputs.
//
// Nothing exported panics on data, whatever they hold: what does not fit
// together or makes no sense is an error, such as ErrColumnLengths, and what is
// not there is NaN or empty. A nil pointer or function is no data, unless a
// comment allows it.
package microstructure
