// Package golden keeps what people see (tables, figures, files and sentences of
// the studies of package sample) as text that is committed and read in a diff.
// It is for tests and imports the standard library only. Start at Album.
//
// A package that shows something has a golden_test.go, which makes an Album for
// each study and compares it with a file in its testdata/golden. After an
// intended change, update the files and read their diff:
//
//	go test ./microstructure/report -update
//
// The test of this package fails where an exported function of such a package,
// or one anywhere that gives a table or a figure, is in no golden_test.go.
package golden
