// Package notebook shows results in a GoNB notebook: figures, tables, text and
// progress bars. It ends a cell on an error in a way that the notebook's runner
// recognises. It imports GoNB's client and internal/escape, and knows figures
// and tables only by what they can do. Start at show.go.
//
// Every cell of a GoNB notebook is a separate process. Output has reached the
// notebook when a function of this package returns, so it comes before whatever
// the cell shows next. Outside a notebook the same calls print plain text to
// standard output, and progress to standard error.
package notebook
