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
	e := &Evaluation{Trials: s.all()}
	var err error
	if e.WalkForward, err = s.walkForward(c.Folds); err != nil {
		return nil, err
	}
	w := e.WalkForward
	if !labelOnly {
		w.book(m, c.Fill, c.Costs)
		if e.Exits, err = s.exits(w, c); err != nil {
			return nil, err
		}
		for _, selection := range Selections() {
			of := w
			if selection != c.Folds.Selection {
				of = s.selecting(w, selection)
			}
			net, _ := of.daily(m, c.Fill, c.Costs)
			selected, err := newSelected(selection, net, of.roundTrips(), c)
			if err != nil {
				return nil, err
			}
			e.Selected = append(e.Selected, selected)
		}
	}
	record := w.record(m, c.Fill, c.Costs)
	in := grounds{gates: c.Gates, trials: e.Trials, trips: record.trips(w.first, m.Days()), spells: w.spells(), activeDays: record.activeDays(w.first, m.Days()), priorTrials: c.PriorTrials,
		net: record.net(w.first, m.Days()), gross: record.gross[w.first:],
		auditErrors: c.AuditErrors, accepted: c.AuditAccepted, causality: causality, own: m.dailyReturns(w.first), exposure: record.exposure[w.first:], resampling: c.Resampling, labelOnly: labelOnly}
	if !labelOnly {
		in.stressNet, _ = s.under(w, c.Stress).daily(m, c.Fill, c.Stress)
		in.assumptions, in.risk = c.Assumptions(), newRisk(in.net, w.Account.Spells)
		in.risk.moved(m, longest(c.Grid.Holdings))
	}
	if e.Verdict, err = in.judge(); err != nil || labelOnly {
		return e, err
	}
	e.Verdict.BreakEven, err = w.breakEven(m, c)
	return e, err
}
