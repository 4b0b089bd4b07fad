// Package columns reads columns of any parquet or feather file as what they
// mean: whole numbers, real numbers, times, texts and flags, with their nulls.
//
// It is the way in for files that others wrote, in whatever types they chose.
// Files of the project's own layout are read by package dataset, which is
// strict and faster. This package imports only internal packages, the format's
// constants and codecs. Start at Open and Reader. Neither trusts a file: what
// is wrong with one is an error that names the file, the row and the column.
//
// A number keeps its value. A float32 becomes the float64 that is equal to it;
// a decimal, of up to 38 digits, the float64 that is nearest to it, which is
// the one that its digits written out would give.
//
// Feather is read by hand, as parquet is. Arrow's own library for Go would add
// six modules and 5 MB to every program, reads a batch as a whole, and trusts
// its metadata; what is needed of the format is a few hundred lines.
package columns
