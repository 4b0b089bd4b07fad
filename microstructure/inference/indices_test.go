package inference

// The golden cases give the resamples themselves, so that other programs can
// be asked the same.

// stationaryIndices turns random numbers into the rows of one
// stationary-bootstrap resample: a block starts at starts[t] when t is 0 or
// uniforms[t] <= p, and otherwise the row after the previous one follows, the
// first after the last. p is one over the mean block length.
//
// Source: Politis and Romano 1994, JASA 89, 1303-1313.
func stationaryIndices(starts []int, uniforms []float64, p float64) []int {
	n := len(starts)
	indices := make([]int, n)
	for t := range indices {
		switch {
		case t == 0 || uniforms[t] <= p:
			indices[t] = starts[t]
		case indices[t-1]+1 < n:
			indices[t] = indices[t-1] + 1
		}
	}
	return indices
}

// bootstrapMeanFromIndices is BootstrapMean on given resamples, each a list of
// len(x) rows.
func bootstrapMeanFromIndices(x []float64, resamples [][]int) MeanBootstrap {
	if !resamplable(x) || len(resamples) == 0 {
		return undefinedBootstrap()
	}
	sums := make([]float64, len(resamples))
	for i, indices := range resamples {
		sums[i] = sumAt(x, indices)
	}
	return fromSums(x, sums)
}

// spaTestFromIndices is SPATest on given resamples, each a list of T rows.
func spaTestFromIndices(trials [][]float64, meanBlock float64, resamples [][]int) (SPA, error) {
	if err := checkBlock(meanBlock); err != nil {
		return undefinedSPA(), err
	}
	s, rows, err := prepareSPA(trials, meanBlock)
	if err != nil || len(s.Used) == 0 || len(resamples) == 0 {
		return s, err
	}
	s.Reps = len(resamples)
	maxima := make([]spaMaxima, s.Reps)
	sums := make([]float64, len(s.Used))
	for i, indices := range resamples {
		sumRows(rows, indices, sums)
		maxima[i] = s.resample(len(rows), sums)
	}
	s.count(maxima)
	return s, nil
}
