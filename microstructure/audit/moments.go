package audit

import "math"

// moments are sums over pairs of numbers, from which their correlation follows.
type moments struct {
	N                float64
	X, Y, XX, YY, XY float64
}

func (m *moments) add(x, y float64) {
	if math.IsNaN(x) || math.IsNaN(y) || math.IsInf(x, 0) || math.IsInf(y, 0) {
		return
	}
	m.N++
	m.X += x
	m.Y += y
	m.XX += float64(x * x)
	m.YY += float64(y * y)
	m.XY += float64(x * y)
}

func (m *moments) merge(o moments) {
	m.N += o.N
	m.X += o.X
	m.Y += o.Y
	m.XX += o.XX
	m.YY += o.YY
	m.XY += o.XY
}

// correlation is Pearson's, NaN for fewer than two pairs and for constants.
func (m *moments) correlation() float64 {
	if m.N < 2 {
		return math.NaN()
	}
	xx, yy := m.XX-m.X*m.X/m.N, m.YY-m.Y*m.Y/m.N
	if !(xx > 1e-12*m.XX) || !(yy > 1e-12*m.YY) {
		return math.NaN()
	}
	return max(-1, min(1, (m.XY-m.X*m.Y/m.N)/math.Sqrt(xx*yy)))
}

// z is the correlation in standard errors from zero, by Fisher's transform
//
//	z = atanh(r) √(n-3)
//
// and NaN for fewer than ten pairs, too few for an estimate.
func (m *moments) z() float64 {
	r := m.correlation()
	if m.N < 10 || math.IsNaN(r) {
		return math.NaN()
	}
	return math.Atanh(max(-0.999999, min(0.999999, r))) * math.Sqrt(m.N-3)
}
