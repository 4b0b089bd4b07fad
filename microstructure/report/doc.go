// Package report puts a study into words and tables, for a notebook and for the
// command line alike. It computes nothing that a verdict rests on, and nothing it says is fixed:
// every figure, date and finding comes from the study.
package report
