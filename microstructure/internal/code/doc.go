// Package code finds out whether a function of the running program is the one
// that it was, by its source: a digest changes with the function's body, with
// any function, type or constant that it reaches, and with the versions of what
// it imports, and neither with comments, nor with layout, nor with other code
// beside it.
//
// What a source cannot answer for is refused, with what it is, where, and what
// to do instead: variables that a function shares with the rest of the program,
// calls through interfaces, whose target is known at run time only, and clocks
// and random numbers. Not seen is that the order of a map's elements, and of what
// goroutines do, differs from run to run.
//
// Start reading at Of. The package imports the standard library alone and needs
// the go command, which compiled the program a moment ago, and the sources.
package code
