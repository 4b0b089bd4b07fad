// Package vector holds the hot loops over columns of numbers: sums in numpy's
// order, selections, extremes, quantiles. It imports nothing else of the module.
// Start at loops.go for the plain versions and at Level for the choice between
// them.
//
// Loops that gain from wider instructions have variants in assembly beside the
// plain one in Go, with results equal to the bit. A Level names the
// instructions; the highest that the processor supports is in use unless
// SetLevel chooses another. Package parquetio has Variants of its own loops,
// chosen by the same switch. Processors other than amd64, and builds with the
// tag purego, have the plain loops alone.
//
// The assembly is written by internal/asm, a module of its own: change it
// there, and run go generate here. To measure or test a lower level in a
// program as it is, switch features off in its environment, as
// golang.org/x/sys/cpu reads it: GODEBUG=cpu.avx512f=off leaves AVX2, and
// GODEBUG=cpu.avx2=off the plain loops.
//
// Products that are added are converted to float64 explicitly, here as in all
// that computes results: compilers may otherwise fuse the two operations, which
// saves a rounding and changes bits on arm64 and with GOAMD64=v3. That holds for
// a product in a variable, and for one that is doubled. Only those with a power
// of two are exact either way.
package vector
