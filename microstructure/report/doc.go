// Package report says for people what was found: sentences, tables, and which
// data go into which figure, for a notebook and for the command line alike. It
// may import whatever it reports on (dataset, audit, reference, evidence), and
// figure and table, which show it; it computes nothing that a verdict rests on,
// and every number, date and finding that it shows comes from there. Start
// reading at signal.go, which has a table per step of the study, and at
// figure_reference.go.
package report
