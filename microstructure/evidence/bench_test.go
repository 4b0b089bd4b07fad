package evidence

import "testing"

func simulated(tb testing.TB, s Simulation, seed uint64) *SimulatedMarket {
	tb.Helper()
	m, err := s.Market(seed, DefaultRegimeRule())
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

func BenchmarkSimulation(b *testing.B) {
	for b.Loop() {
		simulated(b, NullSimulations()[0], 1)
	}
}

// One run of the null control: 92 days, 48 configurations, 9 folds.
func BenchmarkEvaluate(b *testing.B) {
	m := simulated(b, NullSimulations()[0], 1)
	c := DefaultConfig()
	c.Resampling.Workers = 1
	c.AuditErrors = 0
	for _, costs := range []Costs{Standard(), Gross()} {
		c.Costs = costs
		if costs.Name == "gross" {
			c.Stress = costs
		}
		for _, labelOnly := range []bool{true, false} {
			name := costs.Name + " whole"
			if labelOnly {
				name = costs.Name + " label only"
			}
			b.Run(name, func(b *testing.B) {
				for b.Loop() {
					if _, err := evaluate(m.Market, c, nil, labelOnly); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkReference(b *testing.B) {
	m := simulated(b, NullSimulations()[0], 1)
	r, err := m.Reference(DefaultConfig().Grid)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, _, err := r.judge(3000, 7); err != nil {
			b.Fatal(err)
		}
	}
}
