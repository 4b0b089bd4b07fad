package vector

func comoments(x, p []float64, meanX, meanY float64) (xx, yy, xy float64) {
	xx, yy, xy = comomentsOfPairs(x, p, 0, meanX, meanY)
	xx2, yy2, xy2 := comomentsOfPairs(x, p, 2, meanX, meanY)
	return xx + xx2, yy + yy2, xy + xy2
}

// comomentsOfPairs covers every other pair of places; all four sums at once do
// not fit the registers.
func comomentsOfPairs(x, p []float64, from int, meanX, meanY float64) (xx, yy, xy float64) {
	var xx2, yy2, xy2 float64
	p = p[:len(x)+1]
	for i := from; i < len(x); i += 4 {
		dx, dy := x[i]-meanX, p[i+1]-p[i]-meanY
		xx += float64(dx * dx)
		yy += float64(dy * dy)
		xy += float64(dx * dy)
		if i+1 == len(x) {
			break
		}
		dx, dy = x[i+1]-meanX, p[i+2]-p[i+1]-meanY
		xx2 += float64(dx * dx)
		yy2 += float64(dy * dy)
		xy2 += float64(dx * dy)
	}
	return xx + xx2, yy + yy2, xy + xy2
}
