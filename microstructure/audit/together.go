package audit

import (
	"math"
	"slices"
)

const (
	// Another source moved with an excursion if it left its own price in at
	// least togetherSeconds of the seconds from togetherMargin before to as
	// many after.
	togetherSeconds, togetherMargin = 3, 60
	// togetherLevel is the number of seconds with a trade, before those, of
	// which its own price is the median.
	togetherLevel = 31
	// togetherShare of an excursion's way, in logarithms, is enough of another
	// source's to make it a move.
	togetherShare = 0.5
)

// movedTogether looks for other sources that moved with the excursions of each
// source on a date, and turns stray ones that have such support into moves.
// start is the date's midnight.
func movedTogether(days []dayRecord, prices []secondPrices, names []string, start int64, t *Thresholds) {
	for i := range days {
		d := &days[i].Day
		company := func(e *Excursion, share float64) (with []string) {
			for k := range prices {
				if k != i && prices[k].left(e, start, max(share*e.way(), limitOf(e, t))) {
					with = append(with, names[k])
				}
			}
			return with
		}
		for _, e := range d.Strays.take(func(e *Excursion) bool { return len(company(e, togetherShare)) > 0 }) {
			d.Moves.add(e)
		}
		if len(d.Strays.Largest) == 0 { // all known ones had support: count the smaller ones as well
			d.Moves.Count, d.Moves.Rows = d.Moves.Count+d.Strays.Count, d.Moves.Rows+d.Strays.Rows
			d.Strays = Excursions{}
		}
		for k := range d.Moves.Largest {
			e := &d.Moves.Largest[k]
			e.With = company(e, 0)
		}
		if u := days[i].Unfinished; u != nil {
			u.With, u.Together = company(&u.Excursion, 0), len(company(&u.Excursion, togetherShare)) > 0
		}
	}
}

// limitOf is PriceDeviation in logarithms, in the excursion's direction.
func limitOf(e *Excursion, t *Thresholds) float64 {
	if e.Extreme < e.Reference {
		return -math.Log1p(-min(t.PriceDeviation, 0.999))
	}
	return math.Log1p(t.PriceDeviation)
}

// left reports whether the prices were at least way, in logarithms, from where
// they had been, in the direction of an excursion of another source and at its
// time.
func (s *secondPrices) left(e *Excursion, start int64, way float64) bool {
	from, to := int32((e.FromUS-start)/secondUS)-togetherMargin, int32((e.ToUS-start)/secondUS)+togetherMargin
	first, _ := slices.BinarySearch(s.updates, from)
	if first == 0 {
		return false
	}
	var level []float64
	for _, second := range s.updates[max(0, first-togetherLevel):first] {
		level = append(level, s.before[second])
	}
	before, seconds := median(level), 0
	for _, second := range s.updates[first:] {
		if second > to {
			break
		}
		by := s.before[second] - before
		if e.Extreme < e.Reference {
			by = -by
		}
		if by >= way {
			seconds++
		}
	}
	return seconds >= togetherSeconds
}
