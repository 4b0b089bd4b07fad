package microstructure

import "fmt"

// A Regime labels a row by its volatility ratio.
type Regime uint8

// The regimes, calm to wild. Warmup rows have no volatility ratio yet.
const (
	LowVol Regime = iota
	Normal
	HighVol
	Warmup
)

var regimeNames = [...]string{"low_vol", "normal", "high_vol", "warmup"}

func (r Regime) String() string {
	if int(r) < len(regimeNames) {
		return regimeNames[r]
	}
	return fmt.Sprintf("Regime(%d)", uint8(r))
}

// A RegimeSet is a set of regimes in which a strategy may enter.
type RegimeSet uint8

// NewRegimeSet makes a set.
func NewRegimeSet(regimes ...Regime) RegimeSet {
	var s RegimeSet
	for _, r := range regimes {
		s |= 1 << r
	}
	return s
}

// AllRegimes has every regime, warmup included.
const AllRegimes RegimeSet = 1<<LowVol | 1<<Normal | 1<<HighVol | 1<<Warmup

// Has reports whether r is in the set.
func (s RegimeSet) Has(r Regime) bool { return s>>r&1 == 1 }

// CountRegimes counts labels by Regime. Labels other than the four are not
// counted.
func CountRegimes(labels []Regime) [4]int {
	var n [4]int
	for _, r := range labels {
		if int(r) < len(n) {
			n[r]++
		}
	}
	return n
}
