package vector

import "sync/atomic"

// A Level names a set of processor instructions. Each includes those before it.
type Level int32

const (
	Plain      Level = iota // those that every Go program uses
	AVX2                    // AVX2, BMI2 and POPCNT
	AVX512                  // AVX-512 F, BW, DQ and VL
	AVX512VBMI              // with permutations of bytes and wide carry-less products
	levels
)

func (l Level) String() string {
	return [levels]string{"plain", "AVX2", "AVX-512", "AVX-512 VBMI"}[l]
}

var inUse atomic.Int32

func init() { inUse.Store(int32(highest())) }

// InUse is the level whose loops are in use.
func InUse() Level { return Level(inUse.Load()) }

// SetLevel chooses the loops of a level and returns the previous level. It is
// for tests: no result depends on it. Calls already running are not affected.
func SetLevel(l Level) (before Level) {
	return Level(inUse.Swap(int32(min(l, highest()))))
}

// Levels lists the levels that this build has on this processor, Plain first.
func Levels() []Level {
	all := [levels]Level{Plain, AVX2, AVX512, AVX512VBMI}
	return all[:highest()+1]
}

// Variants hold one T, a struct of functions, per level.
type Variants[T any] [levels]T

// NewVariants gives every level the same functions.
func NewVariants[T any](plain T) (v Variants[T]) {
	v.Set(Plain, plain)
	return v
}

// Set sets the functions of a level and those above it. Only init functions may
// call it, as callers read the functions without a lock.
func (v *Variants[T]) Set(from Level, functions T) {
	for l := from; l < levels; l++ {
		v[l] = functions
	}
}
