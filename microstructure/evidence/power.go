package evidence

import "github.com/tickbook/tickbook/microstructure/inference"

// A PowerPoint is the probability that an edge passes the profit gate.
type PowerPoint struct {
	EdgeBps float64 // mean daily net profit
	Power   float64
}

// PowerCurve gives the power of the one-sided lower bound at a confidence for
// edges from 0 to twice the one with a power of 80 %:
//
//	power = Phi(edge/se - Phi^-1(confidence))
//
// se is the standard error of the mean daily profit, as a verdict's Daily.SE;
// NaN gives no points, and neither does a number of them outside 2 to 10,000.
func PowerCurve(se, confidence float64, points int) []PowerPoint {
	if !(se > 0) || points < 2 || points > 10_000 {
		return nil
	}
	z := inference.NormalQuantile(confidence)
	last := 2 * se * (z + inference.NormalQuantile(0.8))
	out := make([]PowerPoint, points)
	for i := range out {
		edge := last * float64(i) / float64(points-1)
		out[i] = PowerPoint{edge, inference.NormalCDF(edge/se - z)}
	}
	return out
}
