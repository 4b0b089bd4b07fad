// Package vector holds the hot loops over columns of numbers: sums in numpy's
// order, selections, extremes, quantiles. It imports the standard library only.
// Start at loops.go for the plain versions and at Level for the choice between
// them.
//
// Loops that gain from wider instructions exist twice, in plain Go and for
// AVX-512, with results equal to the bit. A Level names the instructions; the
// highest that the build and the processor support is in use unless SetLevel
// chooses another. Package parquetio has Variants of its own loops, chosen by
// the same switch.
//
// The wide loops are written with simd/archsimd, an experiment of Go 1.26. They
// are built for amd64 with GOEXPERIMENT=simd, and up to Go 1.26 only: the API
// of an experiment is not stable, and that of Go 1.27 differs. Their build line
// therefore says !go1.27; with a later Go, as with a plain go build, the plain
// loops do all the work.
//
// Products that are added are converted to float64 explicitly: compilers may
// otherwise fuse the two operations, which saves a rounding and changes bits.
package vector
