package evidence

// An Evaluation is a market swept, walked forward and judged.
type Evaluation struct {
	Trials      Trials
	WalkForward *WalkForward
	Exits       []Exit     // the record with each kind of exit; none where fills do not pay the spread
	Selected    []Selected // the record of each selection, the study's included
	Verdict     Verdict
}

// evaluate judges the functions behind the signal too, if there are any. With
// labelOnly it spares whatever does not decide the label. Market and
// configuration are valid.
func evaluate(m *Market, c Config, causality []Causality, labelOnly bool) (*Evaluation, error) {
	s := newSweeper(m, c.Grid.Configurations(), c.Fill, c.Costs)
	e, err := s.evaluation(c.Folds)
	if err != nil {
		return nil, err
	}
	return e, e.judge(s, c, causality, scopeOf(labelOnly))
}

// evaluation has the trials and the record, which are to be judged.
func (s *sweeper) evaluation(r FoldRule) (*Evaluation, error) {
	w, err := s.walkForward(r)
	if err != nil {
		return nil, err
	}
	return &Evaluation{Trials: s.all(), WalkForward: w}, nil
}

// judge fills in the rest of an evaluation.
func (e *Evaluation) judge(s *sweeper, c Config, causality []Causality, of scope) (err error) {
	m, w := s.market, e.WalkForward
	if of == wholeVerdict {
		w.book(m, c.Fill, c.Costs)
		if e.Exits, err = s.exits(w, c); err != nil {
			return err
		}
		for _, selection := range Selections() {
			traded := w
			if selection != c.Folds.Selection {
				traded = s.selecting(w, selection)
			}
			net, _ := traded.daily(m, c.Fill, c.Costs)
			selected, err := newSelected(selection, net, traded.roundTrips(), c)
			if err != nil {
				return err
			}
			e.Selected = append(e.Selected, selected)
		}
	}
	return e.decide(s, c, causality, of)
}

// decide gives the verdict on the record, whose account is booked.
func (e *Evaluation) decide(s *sweeper, c Config, causality []Causality, of scope) (err error) {
	m, w := s.market, e.WalkForward
	record := w.record(m, c.Fill, c.Costs)
	in := grounds{gates: c.Gates, trials: e.Trials, trips: record.trips(w.first, m.Days()), spells: w.spells(), activeDays: record.activeDays(w.first, m.Days()), priorTrials: c.PriorTrials,
		net: record.net(w.first, m.Days()), gross: record.gross[w.first:],
		auditErrors: c.AuditErrors, accepted: c.AuditAccepted, causality: causality, own: m.dailyReturns(w.first), exposure: record.exposure[w.first:], resampling: c.Resampling, scope: of}
	if of == wholeVerdict {
		in.stressNet, _ = s.under(w, c.Stress).daily(m, c.Fill, c.Stress)
		in.assumptions, in.risk = c.Assumptions(), newRisk(in.net, w.Account.Spells)
		in.risk.moved(m, longest(c.Grid.Holdings))
	}
	if e.Verdict, err = in.judge(); err != nil || of != wholeVerdict {
		return err
	}
	e.Verdict.BreakEven, err = w.breakEven(m, c)
	return err
}
