// Package vector holds the hot loops over columns of numbers: sums in numpy's
// order, selections, extremes, quantiles.
//
// Loops that take wider instructions well stand twice, in plain Go and for
// AVX-512, with results equal to the bit. A Level names the instructions; the
// highest that the build and the processor have is in use unless SetLevel
// chooses another. Package parquetio has Variants of its own loops, which the
// same switch chooses from.
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
