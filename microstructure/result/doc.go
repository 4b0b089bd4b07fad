// Package result writes what a study computed into a directory: large tables as
// parquet, small ones as CSV, and summary.json. All files are written under
// temporary names first and renamed together, so that a reader never sees half a
// file, and an interrupted run leaves the directory as it was.
package result
