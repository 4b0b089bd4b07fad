// Package desk is one symbol under study: its data, and every step from audit
// and bars to both procedures, the null control and the record of looks. The
// command, the notebooks and their tests take the steps here, so that all of
// them study in the same way.
//
// A step is computed when it is first asked for, with the steps before it, and
// once per process: a Desk keeps what a step gave. Each takes a context, which
// ends it, and a function for its progress, or nil. The package computes nothing
// itself and shows nothing; it imports the packages of the steps.
//
// To read it, start with Open and the methods of Desk, in the order of a study:
// Audit, Bars, Study, Honest, Evidence, Verdict, Null, Record.
package desk
