// Package reference is the reference procedure: the study of a composite signal
// as it is commonly done in a pandas notebook, to the digit, flaws included.
// "The reference" means this procedure everywhere in the module: the yardstick
// that package evidence, the honest procedure, is held against.
//
//	Panel ──┬─ NewComposite, RollingSignal ──▶ signal ──▶ NewRankIC, FullSampleDeciles
//	        └─ NewVolatility, FullSampleRegimeCuts ──▶ regimes
//	signal, regimes ──▶ Sweep, BestInHindsight ──▶ NewWalkForward ──▶ Judge
//
// Its flaws are in the names and comments of what has them:
//
//   - deciles and regimes are cut on the full sample (FullSample…),
//   - entries are filled at the close that made their signal (…AtSignalClose),
//   - configurations are picked on the span that judges them (…InHindsight),
//   - rows are counted, however far apart in time (Panel).
//
// The package imports the root, inference and packages of internal. To read it,
// start with Run, which takes every step in order, and the fields of Study.
package reference
