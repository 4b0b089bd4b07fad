// Package audit tells how good a data directory's trades are: what is missing,
// doubled, out of place or at odds with the other sources. It changes nothing
// and drops nothing.
//
// Run reads every file once, several days at a time, in memory that does not
// grow with the files, and keeps each day's figures in a cache. What it finds
// is judged by Thresholds, the one place where limits stand:
//
//   - an Error makes a day unfit: the file cannot be read, or its numbers mean
//     something else than they say (contract size, side, price, time), or it is a
//     copy of another;
//   - a Warning is a day that a study should know about, such as a gap;
//   - a Note is worth knowing and in the nature of the data. Notes sum up all
//     days of a source.
//
// Prices far from the running median are a warning where they moved, and an
// error where they are stray: see Excursion.
//
// Clocks are compared by the returns of every two sources: at every second up to
// MaxLagSeconds apart, with the prices of a day at hand, and at every minute up
// to MaxLagMinutes, once all days are read. Of each day there stays a return per
// minute, and a hash that it has in common with its copies.
//
// A finding that is right as it is can be accepted by its name: see Acceptance.
//
// A file that dataset.TradesReader refuses, for rows out of order or outside
// its day among other reasons, is an error-level finding with the reader's
// error; the audit goes on with the other files.
//
// Figures that a file's rows cannot tell, such as missing ids and what an
// import skipped, come from the file's microstructure.Provenance.
package audit
