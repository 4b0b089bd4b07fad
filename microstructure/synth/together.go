package synth

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/tickbook/tickbook/microstructure/internal/field"
)

// An EdgeOn says which of several markets have the edge of their configuration.
type EdgeOn string

// Which of them: all, the first one alone, none.
const (
	EdgeOnAll  EdgeOn = "all"
	EdgeOnOne  EdgeOn = "one"
	EdgeOnNone EdgeOn = "none"
)

// Together are the configurations of n markets like c that move together: each
// has a seed of its own, c's and those after it, and the edge of c or none. The
// correlation, [0, 1], is that of Config.Correlation. The daily profits of a
// rule that follows the pressure are correlated less, about by its square.
func (c Config) Together(n int, correlation float64, on EdgeOn) ([]Config, error) {
	var bad field.Check
	bad.Whole("number of markets", n, 1, 1000)
	bad.Number("correlation", correlation, 0, 1)
	bad.That(slices.Contains([]EdgeOn{EdgeOnAll, EdgeOnOne, EdgeOnNone}, on), "edge on", fmt.Sprintf("%q", on), "all, one or none")
	if err := bad.Err(); err != nil {
		return nil, err
	}
	out := make([]Config, n)
	for i := range out {
		out[i] = c
		out[i].Sources = slices.Clone(c.Sources)
		out[i].Seed += uint64(i)
		if out[i].Correlation = correlation; correlation > 0 {
			out[i].CommonSeed = c.Seed
		}
		if on == EdgeOnNone || on == EdgeOnOne && i > 0 {
			out[i].EdgeBps = 0
		}
	}
	return out, nil
}

// normals are the normal variables of a market's path, a part of which it may
// share with others.
type normals struct {
	own, common   *rand.Rand // common is nil for a market that is alone
	shared, alone float64
}

func (c Config) newNormals() *normals {
	out := &normals{own: newStream(c.Seed, streamMarket, 0, 0)}
	if c.Correlation > 0 {
		out.common = newStream(c.CommonSeed, streamCommon, 0, 0)
		out.shared, out.alone = math.Sqrt(c.Correlation), math.Sqrt(1-c.Correlation)
	}
	return out
}

func (n *normals) next() float64 {
	x := n.own.NormFloat64()
	if n.common == nil {
		return x
	}
	return float64(n.shared*n.common.NormFloat64()) + float64(n.alone*x)
}
