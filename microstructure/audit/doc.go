// Package audit tells how good a data directory's trades are: what is missing,
// doubled, out of place or at odds with the other sources. It changes nothing
// and drops nothing.
//
// Run reads every file once, several days at a time, in memory that does not
// grow with the files, and keeps each day's figures in a cache. What it finds
// is judged by Thresholds, the one place where limits stand:
//
//   - an Error makes a day unfit: the file cannot be read, or its numbers mean
//     something else than they say (contract size, side, price);
//   - a Warning is a day that a study should know about, such as a gap;
//   - a Note is worth knowing and in the nature of the data. Notes sum up all
//     days of a source.
//
// Prices far from the running median are a warning where they moved, and an
// error where they are stray: see Excursion.
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
