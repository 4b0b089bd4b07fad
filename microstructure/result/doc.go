// Package result writes a study's results for programs, into a directory: large
// tables as parquet, small ones as CSV, summary.json, and the record of looks.
// It imports the root, reference, evidence, table, which writes either format,
// and internal packages. Start at ReferenceTables and EvidenceTables for what
// is written, and at Set for how.
//
// The files of a directory are one set. A process that writes it holds a lock
// on the directory. It writes all files under temporary names first; then
// summary.json says that the set is unfinished, the files get their names, and
// summary.json, written last, lists them all with their digests. So a reader
// never sees half a file, Check detects a set that an interruption or somebody
// else left inconsistent, and the next study completes it.
//
// The set owns the files that summary.json lists. Nothing else is ever replaced
// or removed: a file in the way is an error before the study begins, and a
// listed one whose content was changed is kept under another name. The record
// of looks is not part of the set: it lies in the data directory and is only
// ever appended to, see EnterLook.
package result
