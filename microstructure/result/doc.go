// Package result writes what a study computed into a directory: large tables as
// parquet, small ones as CSV, and summary.json.
//
// The files of a directory are one set. A process that writes it holds a lock
// on the directory. It writes all files under temporary names first; then
// summary.json says that the set is unfinished, the files get their names, and
// summary.json, written last, lists them all with their digests. So a reader
// never sees half a file, Check finds out a set that an interruption or another
// hand left mixed, and the next study completes it.
//
// What summary.json lists is the set's own. Nothing else is ever replaced or
// removed: a file in the way is an error before the study begins, and a listed
// one whose content was changed is kept under another name.
package result
