package inference

import "math"

// blockSums holds each trial's mean and sum of squares in each block, so that
// the Sharpe ratio of a combination of blocks takes as many steps as it has
// blocks.
type blockSums struct {
	rows    int       // in a block
	blocks  int       // in all
	overall []float64 // mean of each trial
	// mean[b][k] is the mean of trial k in block b less its overall mean;
	// square[b][k] the sum of squares about that.
	mean, square [][]float64
	idle         []uint32  // per trial, the set of blocks in which it is 0 throughout
	scratch      []float64 // sums of squares of the combination at hand
}

// newBlockSums cuts the latest rows into blocks. It reports false when some
// combination would be constant other than 0.
func newBlockSums(trials [][]float64, blocks, periods int) (*blockSums, bool) {
	s := &blockSums{rows: periods / blocks, blocks: blocks, idle: make([]uint32, len(trials))}
	s.overall, s.scratch = make([]float64, len(trials)), make([]float64, len(trials))
	s.mean, s.square = make([][]float64, blocks), make([][]float64, blocks)
	for b := range blocks {
		s.mean[b], s.square[b] = make([]float64, len(trials)), make([]float64, len(trials))
	}
	block := make([]float64, s.rows)
	for k, trial := range trials {
		trial = trial[periods%blocks:]
		s.overall[k] = meanOf(trial)
		levels := make(map[float64]int) // constant blocks by their value
		for b := range blocks {
			values := trial[b*s.rows : (b+1)*s.rows]
			if constant(values) {
				levels[values[0]]++
				if values[0] == 0 {
					s.idle[k] |= 1 << b
				}
			}
			for i, v := range values {
				block[i] = v - s.overall[k]
			}
			s.mean[b][k] = meanOf(block)
			for _, v := range block {
				s.square[b][k] += float64((v - s.mean[b][k]) * (v - s.mean[b][k]))
			}
			if constant(values) {
				s.square[b][k] = 0
			}
		}
		for level, count := range levels {
			if level != 0 && count >= blocks/2 {
				return nil, false
			}
		}
	}
	return s, true
}

// sharpes writes the Sharpe ratio of every trial over the blocks chosen. Sums
// of squares are joined as by Chan, Golub and LeVeque 1983: nothing is
// subtracted, so that nothing cancels.
func (s *blockSums) sharpes(chosen []int, dst []float64) {
	clear(dst)
	clear(s.scratch)
	var set uint32
	for _, b := range chosen {
		set |= 1 << b
		for k, v := range s.mean[b] {
			dst[k] += v
		}
	}
	count := float64(len(chosen))
	for k := range dst {
		dst[k] /= count
	}
	rows := float64(s.rows)
	for _, b := range chosen {
		mean, square := s.mean[b], s.square[b]
		for k, centre := range dst {
			distance := mean[k] - centre
			s.scratch[k] += square[k] + float64(rows*distance*distance)
		}
	}
	df := float64(count*rows) - 1
	for k, sum := range s.scratch {
		if s.idle[k]&set == set {
			dst[k] = 0
		} else {
			dst[k] = (dst[k] + s.overall[k]) / math.Sqrt(sum/df)
		}
	}
}

// complement writes the blocks that are not chosen, ascending.
func complement(chosen []int, blocks int, dst []int) []int {
	dst = dst[:0]
	next := 0
	for b := range blocks {
		if next < len(chosen) && chosen[next] == b {
			next++
		} else {
			dst = append(dst, b)
		}
	}
	return dst
}

// nextCombination moves to the next choice in lexicographic order; after the
// last one it leaves the choice as it is.
func nextCombination(chosen []int, blocks int) {
	size := len(chosen)
	for i := size - 1; i >= 0; i-- {
		if chosen[i] < blocks-size+i {
			chosen[i]++
			for j := i + 1; j < size; j++ {
				chosen[j] = chosen[j-1] + 1
			}
			return
		}
	}
}
