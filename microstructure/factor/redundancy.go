package factor

import (
	"math"

	"github.com/tickbook/tickbook/microstructure/inference"
)

// Redundancy says which features are one.
type Redundancy struct {
	Features []string    // by place
	Rho      [][]float64 // rank correlations, by place
	Order    []int       // places, so that alike features are neighbours
	Cluster  []int       // by place, numbered from 0 in Order
	Clusters int
	// Effective is the number of uncorrelated features with as much in common:
	// N²/Σρ².
	Effective float64
}

// Together are the features of a cluster, in Order.
func (r Redundancy) Together(cluster int) (out []string) {
	for _, f := range r.Order {
		if f >= 0 && f < len(r.Cluster) && f < len(r.Features) && r.Cluster[f] == cluster {
			out = append(out, r.Features[f])
		}
	}
	return out
}

// redundancy clusters features whose rank correlation is at least alike.
func (p *Panel) redundancy(features []column, alike float64) (Redundancy, error) {
	n := len(features)
	out := Redundancy{Features: p.Names, Rho: make([][]float64, n), Effective: math.NaN()}
	c := p.correlator(p.Interval.PerDay())
	squares := 0.0
	for i := range out.Rho {
		out.Rho[i] = make([]float64, n)
		out.Rho[i][i] = 1
		for j := range i {
			rho := c.ic(features[i], features[j], nil).value
			out.Rho[i][j], out.Rho[j][i] = rho, rho
			if !math.IsNaN(rho) {
				squares += float64(2 * rho * rho)
			}
		}
	}
	out.Effective = float64(n*n) / (float64(n) + squares)
	tree, err := inference.AverageLinkage(out.Rho)
	if err != nil {
		return out, err
	}
	out.Order, out.Cluster = tree.Order(), tree.Clusters(1-alike)
	for _, k := range out.Cluster {
		out.Clusters = max(out.Clusters, k+1)
	}
	return out, nil
}
