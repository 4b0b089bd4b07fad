// Package atomicfile writes files that appear under their names only when they
// are whole. It imports the standard library only. Start at Create and Write.
//
// A file is written beside its final path under a hidden name, .NAME.RANDOM.tmp
// with 16 hexadecimal digits, and renamed at the end. Concurrent writers of one
// path, in one process or in several, do not interfere: the last to commit
// wins.
//
// A process that is killed leaves its temporary files behind. The next one that
// writes into the same folder removes them: a writer holds a lock (flock) on
// its temporary file for as long as the file is temporary, so one that can be
// locked is abandoned. Systems and file systems without such locks fall back to
// age: a file that has not been written to for a day is abandoned.
//
// LockFolder serialises processes that write several files as one set.
package atomicfile
