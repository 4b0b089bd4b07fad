// Package sample makes the studies that tests of tables, figures and files
// share: one that is complete, one in which much is missing, and one that
// stops. Only tests may import it, and it imports whatever a study takes. Start
// at Seeded, Thin and Stopped.
//
// The studies are simulated and seeded, run the whole way from files of trades
// to verdict and null control, and are made once per process.
//
// What depends on the machine, the clock or the way in which files are written
// is replaced by something fixed, so that a study is the same everywhere.
package sample
