package reference

import (
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/inference"
)

// A RankIC is the rank correlation of a signal with a forward return.
type RankIC struct {
	Horizon string
	N       int     // rows with both
	IC      float64 // Spearman's; NaN below three rows or for a constant side
	PValue  float64 // two-sided, as if rows were independent: returns over several bars overlap, so it flatters
}

// NewRankIC correlates over the rows where both have a value. Columns of
// different length are an error (inference.ErrLengths).
func NewRankIC(h microstructure.Horizon, signal, forward []float64) (RankIC, error) {
	c, err := inference.Spearman(signal, forward)
	if err != nil {
		return RankIC{h.Name, 0, math.NaN(), math.NaN()}, fmt.Errorf("information coefficient at %s: %w", h.Name, err)
	}
	return RankIC{h.Name, c.N, c.Rho, c.P}, nil
}
