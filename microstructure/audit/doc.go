// Package audit reports the quality of a data directory's trades: what is
// missing, duplicated, out of place or at odds with the other sources. It
// changes nothing and drops nothing. It imports the root package, dataset and
// internal packages. Start at Run and Finding.
//
// Run reads every file once, several days at a time, in memory that does not
// grow with the files, and keeps each day's figures in a cache. Figures are
// judged by Thresholds, the only place that holds limits:
//
//   - an Error makes a day unfit: the file cannot be read, or its numbers are
//     not what they claim to be (contract size, side, price, time), or it is a
//     copy of another;
//   - a Warning is a day that a study should know about, such as a gap;
//   - a Note is worth knowing but in the nature of the data. Notes sum up all
//     days of a source.
//
// Prices far from the running median are a warning where they moved, and an
// error where they are stray: see Excursion.
//
// Clocks are compared by the returns of every pair of sources: at every lag in
// seconds up to MaxLagSeconds while a day's prices are in memory, and at every
// lag in minutes up to MaxLagMinutes once all days are read. For that, a return
// per minute of each day is kept, and a hash that it shares with its copies.
//
// A finding about correct data can be accepted by its name: see Acceptance.
//
// A file that dataset.TradesReader refuses, for rows out of order or outside
// its day among other reasons, is an error-level finding with the reader's
// error; the audit goes on with the other files.
//
// Figures that cannot be computed from a file's rows, such as missing ids and
// rows skipped at import, come from the file's microstructure.Provenance.
package audit
