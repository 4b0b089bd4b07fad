package factor

// An Outcome is what the tear sheet says of one market.
type Outcome struct {
	Kept            int  // trials that the step-down test keeps
	Explorable      int  // trials that Benjamini–Yekutieli keeps
	FalseExplorable int  // of them, those of features that foretell nothing
	Found           int  // true features that the step-down test keeps at the shortest horizon
	CopiesTogether  int  // true features in one cluster with their copy
	Bounce          bool // all that is shown at the close is called bounce
}

// Try measures one market.
func (s Simulation) Try(seed uint64, c Config) (Outcome, error) {
	if err := c.Validate(); err != nil {
		return Outcome{}, err
	}
	p, err := s.Panel(seed)
	if err != nil {
		return Outcome{}, err
	}
	if err := p.check(); err != nil {
		return Outcome{}, err
	}
	c.Resampling.Seed, c.Resampling.Workers = seed, 1
	m := &measuring{Panel: p, config: c, workers: 1}
	m.correlated()
	t, err := p.tried(p.compare(m.features, m.forward, p.spanRows(c), 1), c.Horizons, c)
	if err != nil {
		return Outcome{}, err
	}
	out := Outcome{Kept: len(t.Survivors())}
	for _, trial := range t.Explorable() {
		out.Explorable++
		if p.Place(trial.Feature) >= 2*s.True {
			out.FalseExplorable++
		}
	}
	for _, trial := range t.Survivors() {
		if p.Place(trial.Feature) < s.True && trial.Horizon == c.Horizons[0].Name && trial.Regime == AnyRegime {
			out.Found++
		}
	}
	r, err := p.redundancy(m.features, c.Alike)
	if err != nil {
		return Outcome{}, err
	}
	for f := range s.True {
		if r.Cluster[f] == r.Cluster[f+s.True] {
			out.CopiesTogether++
		}
	}
	if s.HalfSpreadBps > 0 {
		out.Bounce = m.bounce()
	}
	return out, nil
}

// bounce reports whether all that is shown at the close is called bounce.
func (m *measuring) bounce() bool {
	m.prepareLadder()
	worker, ladders := m.correlator(m.spanRows(m.config)), make([]Ladder, len(m.features))
	once := m.config.Resampling
	once.Reps = 1 // labels rest on standard errors, which no resample changes
	for f := range ladders {
		ladders[f] = m.ladder(f, m.features[f], m.ladders, worker, once)
	}
	labelled(ladders)
	return AllBounce(ladders)
}
