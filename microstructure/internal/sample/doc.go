// Package sample makes the studies that tests of tables, figures and files
// share: one that is complete, one in which much is missing, and one that
// stops. Start at Seeded, Thin and Stopped; only tests may import the package.
// They are simulated and seeded, run the whole way from files of trades to
// verdict and null control, and are made once per process.
//
// What depends on the machine, the clock or the way in which files are written
// is replaced by something fixed, so that a study is the same everywhere. It is
// for tests alone, and imports whatever a study takes. Start reading at All.
package sample
