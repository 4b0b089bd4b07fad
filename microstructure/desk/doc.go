// Package desk runs the study of one symbol: its data, and every step from
// audit and bars to both procedures, the null control and the record of looks.
// The command, the notebooks and their tests share these steps, so that all of
// them study in the same way.
//
// A step is computed on its first call, after the steps before it, and once per
// process: a Desk keeps its result. Each step takes a context, which cancels
// it, and a function for its progress, or nil. The package computes nothing
// itself and shows nothing; it imports the packages of the steps.
//
// Start at Open and the methods of Desk, in the order of a study: Audit, Bars,
// Study, Honest, Evidence, Verdict, Null, Record. Search and JudgeFile
// judge signals of one's own.
package desk
