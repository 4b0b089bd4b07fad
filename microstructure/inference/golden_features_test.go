package inference

import (
	"slices"
	"testing"
)

func goldenMultiple(t *testing.T, c goldenCase) any {
	p := numbers(c.Input["p"])
	return tree{"fdr_bh": BenjaminiHochberg(p), "fdr_by": BenjaminiYekutieli(p), "holm": Holm(p)}
}

func goldenRomanoWolf(t *testing.T, c goldenCase) any {
	d := must[stepDown](t)(prepareStepDown(trialsOf(c), c.param("mean_block")))
	drawn, values := resamples(c.Input["indices"]), make([]float64, d.periods)
	for _, indices := range drawn {
		d.count(indices, values, d.counts)
	}
	s := d.done(len(drawn))
	return tree{"t": s.T, "p": s.P}
}

func goldenEqualMeans(t *testing.T, c goldenCase) any {
	e := must[Equality](t)(EqualMeans(trialsOf(c), c.param("mean_block")))
	return tree{"wald": e.Wald, "f": e.F, "p": e.P, "p_chi2": e.PChi2}
}

func goldenLinkage(t *testing.T, c goldenCase) any {
	var rho [][]float64
	for _, row := range c.Input["rho"].([]any) {
		rho = append(rho, numbers(row))
	}
	l := must[Linkage](t)(AverageLinkage(rho))
	var a, b, distance, size []float64
	for _, m := range l.Merges {
		a, b, distance, size = append(a, float64(m.A)), append(b, float64(m.B)), append(distance, m.Distance), append(size, float64(m.Size))
	}
	if order := slices.Sorted(slices.Values(l.Order())); len(order) != len(rho) || len(slices.Compact(order)) != len(rho) {
		t.Errorf("%s: the order is %v", c.Name, l.Order())
	}
	var together [][][]int
	for _, cut := range numbers(c.Params["cuts"]) {
		of := l.Clusters(cut)
		pairs := make([][]int, len(of))
		for i := range of {
			pairs[i] = make([]int, len(of))
			for j := range of {
				if of[i] == of[j] {
					pairs[i][j] = 1
				}
			}
		}
		together = append(together, pairs)
	}
	return tree{"a": a, "b": b, "distance": distance, "size": size, "together": together}
}

func goldenCalibrationSlope(t *testing.T, c goldenCase) any {
	s := must[CalibrationSlope](t)(NewCalibrationSlope(numbers(c.Input["x"]), numbers(c.Input["y"]), int(c.param("lag"))))
	return tree{"alpha": s.Alpha, "beta": s.Beta, "se": s.BetaHAC.Corrected.SE, "p_zero": s.BetaHAC.Corrected.PT,
		"t_one": s.AgainstOne.T, "p_one": s.AgainstOne.PT}
}
