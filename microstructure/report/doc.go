// Package report presents findings to people: sentences, tables, and which data
// go into which figure, for notebooks and the command line alike. It may import
// whatever it reports on (dataset, audit, reference, evidence), and figure and
// table, which show it; it computes nothing on which a verdict rests, and every
// number, date and finding that it shows comes from there. Start at signal.go,
// which has a table per step of the study, and at figure_reference.go.
package report
