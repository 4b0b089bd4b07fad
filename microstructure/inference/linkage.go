package inference

import (
	"fmt"
	"math"
	"slices"
)

// A Merge joins two clusters. Clusters below the number of leaves are the
// leaves; that number plus i is what merge i made.
type Merge struct {
	A, B     int // A < B
	Distance float64
	Size     int // leaves
}

// A Linkage is a tree of clusters.
type Linkage struct {
	Leaves int
	Merges []Merge // Leaves-1, by distance
}

// AverageLinkage clusters what a correlation matrix is of. Two items are at the
// distance 1 - |rho|, so that a feature and its opposite are the same, two
// clusters at the mean distance of their items; the nearest two are joined
// until one is left, of equals those made first. A NaN is no correlation. A
// matrix that is not square: ErrLengths.
//
// Source: Sokal and Michener 1958, University of Kansas Science Bulletin 38,
// 1409-1438.
func AverageLinkage(rho [][]float64) (Linkage, error) {
	n := len(rho)
	distance := make([][]float64, n, 2*n)
	for i, row := range rho {
		if len(row) != n {
			return Linkage{}, fmt.Errorf("%w: row %d of the correlations has %d values, there are %d rows", ErrLengths, i, len(row), n)
		}
		distance[i] = make([]float64, n, 2*n)
		for j, v := range row {
			distance[i][j] = 1
			if v = math.Abs(v); v <= 1 {
				distance[i][j] = 1 - v
			} else if v > 1 {
				distance[i][j] = 0
			}
		}
	}
	out := Linkage{Leaves: n}
	size, live := make([]int, n, 2*n), make([]bool, n, 2*n)
	for i := range n {
		size[i], live[i] = 1, true
	}
	for len(out.Merges) < n-1 {
		m := Merge{A: -1}
		for b := range live {
			for a := 0; live[b] && a < b; a++ {
				if live[a] && (m.A < 0 || distance[a][b] < m.Distance) {
					m = Merge{A: a, B: b, Distance: distance[a][b], Size: size[a] + size[b]}
				}
			}
		}
		made := make([]float64, len(distance), 2*n)
		for i := range distance {
			made[i] = (float64(float64(size[m.A])*distance[i][m.A]) + float64(float64(size[m.B])*distance[i][m.B])) / float64(m.Size)
			distance[i] = append(distance[i], made[i])
		}
		live[m.A], live[m.B] = false, false
		distance, size, live = append(distance, append(made, 0)), append(size, m.Size), append(live, true)
		out.Merges = append(out.Merges, m)
	}
	return out, nil
}

// Order are the leaves as the tree has them from left to right, so that items
// of one cluster are neighbours; nil for what AverageLinkage did not make.
func (l Linkage) Order() []int {
	if !l.whole() {
		return nil
	}
	members := make([][]int, 0, 2*l.Leaves)
	for i := range l.Leaves {
		members = append(members, []int{i})
	}
	for _, m := range l.Merges {
		members = append(members, slices.Concat(members[m.A], members[m.B]))
	}
	return members[len(members)-1]
}

// Clusters gives each leaf the number of its cluster, when clusters nearer than
// distance or at it are joined. They are numbered from 0 in the order of Order.
func (l Linkage) Clusters(distance float64) []int {
	order := l.Order()
	if order == nil {
		return nil
	}
	of := make([]int, l.Leaves+len(l.Merges)) // each cluster's own number, or that of one it is joined to
	for i := range of {
		of[i] = i
	}
	for i := len(l.Merges) - 1; i >= 0; i-- {
		if m := l.Merges[i]; m.Distance <= distance {
			of[m.A], of[m.B] = of[l.Leaves+i], of[l.Leaves+i]
		}
	}
	out, number := make([]int, len(order)), map[int]int{}
	for _, leaf := range order {
		if _, seen := number[of[leaf]]; !seen {
			number[of[leaf]] = len(number)
		}
		out[leaf] = number[of[leaf]]
	}
	return out
}

// whole reports whether the merges join all leaves, each cluster once.
func (l Linkage) whole() bool {
	if l.Leaves < 1 || len(l.Merges) != l.Leaves-1 {
		return false
	}
	joined := map[int]bool{}
	for i, m := range l.Merges {
		if m.A < 0 || m.A >= m.B || m.B >= l.Leaves+i || joined[m.A] || joined[m.B] {
			return false
		}
		joined[m.A], joined[m.B] = true, true
	}
	return true
}
