// Package parallel runs independent pieces of work, numbered from 0, on several
// goroutines. It imports the standard library only. Start at For and Run.
//
// For is for pieces that cannot fail and may be as short as a microsecond. Run
// is for pieces that can fail, or that last long enough to report progress and
// be interrupted. Neither the results nor the error depend on the number of
// workers, as long as no piece depends on another. An errgroup, in contrast,
// returns the error of whichever piece failed first in time.
// Interruptible is for one piece that takes no context. A Room bounds what pieces
// take of something together, such as memory.
package parallel
