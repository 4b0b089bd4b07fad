// Package code detects changes of a function of the running program by a digest
// of its source: the digest changes with the function's body, with any
// function, type or constant that it reaches, and with the versions of its
// imports, but not with comments, layout or other code beside it.
//
// Functions whose result the source does not determine are refused, with the
// reason, the place and the remedy: variables that a function shares with the
// rest of the program, calls through interfaces, whose target is known at run
// time only, clocks, times of the zone that the machine is set to, and random
// numbers. Not detected are results that depend on the order of a map's
// elements or of goroutines.
//
// Start reading at Of. The package imports the standard library only and needs
// the go command and the sources, both present where the program was just
// compiled.
package code
