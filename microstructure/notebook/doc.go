// Package notebook shows results in a GoNB notebook: figures, tables, text,
// progress bars, and whatever a step of a study gives. It ends a cell on an
// error in a way that the notebook's runner recognises. It alone imports GoNB's
// client, and of the module report, table, figure, and the packages whose
// results it shows. Start at show.go.
//
// Every cell of a GoNB notebook is a separate process. Output has reached the
// notebook when a function of this package returns, so it comes before whatever
// the cell shows next. Outside a notebook the same calls print plain text to
// standard output, and progress to standard error.
package notebook
