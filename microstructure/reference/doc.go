// Package reference is the reference procedure: the study of a composite signal
// as it is commonly done in a pandas notebook, to the digit, flaws included.
// "The reference" means this procedure everywhere in the module: the benchmark
// for package evidence, the honest procedure.
//
//	Panel ──┬─ NewComposite, RollingSignal ──▶ signal ──▶ NewRankIC, FullSampleDeciles
//	        └─ NewVolatility, FullSampleRegimeCuts ──▶ regimes
//	signal, regimes ──▶ Sweep, BestInHindsight ──▶ NewWalkForward ──▶ Judge
//
// Names and comments state its flaws:
//
//   - deciles and regimes are cut on the full sample (FullSample…),
//   - entries are filled at the close that made their signal (…AtSignalClose),
//   - configurations are picked on the span that judges them (…InHindsight),
//   - rows are counted, however far apart in time (Panel).
//
// The package imports the root, inference and internal packages. Start at Run,
// which takes every step in order, and the fields of Study.
package reference
