// Package parallel runs independent pieces of work, numbered from 0, on several
// goroutines.
//
// For is for pieces that cannot fail and may be as short as a microsecond. Run
// is for those that can fail, or that last long enough to be watched and
// interrupted. Neither the results nor the error depend on the number of
// workers, as long as no piece depends on another. That is why Run is not an
// errgroup, whose error is that of the piece that failed first in time.
// Interruptible is for one piece that knows of no context.
package parallel
