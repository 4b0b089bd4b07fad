// Package series reads a series of numbers in time that another program wrote,
// as CSV, parquet or feather, and places it on the rows of bars by when each
// value was known. It imports dataset/columns for the files, and the root.
// Start at Read and Series.Place.
package series
