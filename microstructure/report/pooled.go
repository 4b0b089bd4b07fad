package report

import (
	"cmp"
	"fmt"
	"strings"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/escape"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/pooled"
	"github.com/tickbook/tickbook/microstructure/table"
)

// SymbolStudies lists the study of each symbol by itself, with the reason where
// there is none.
func SymbolStudies(rows []pooled.Row) table.Table {
	t := table.New("Each symbol by itself", "symbol", "first day", "last day", "round trips", "bps per day", "bounds", "verdict", "not pooled because")
	for i := range rows {
		r := &rows[i]
		trips, mean, bounds, reason := text.Missing, text.Missing, text.Missing, ""
		if r.Err != nil {
			reason = r.Err.Error()
		}
		if v := &r.Verdict; v.Daily.N > 0 {
			trips, mean, bounds = text.Trips(v.Trips), text.Signed(v.Daily.Mean, 2), interval(v.Daily.Lower, v.Daily.Upper, 2)
		}
		t.Add(r.Symbol, orMissing(r.From), orMissing(r.To), trips, mean, bounds, string(r.Verdict.Label), reason)
	}
	t.Note = "Each chose its own configurations, on its own days. Bounds are two one-sided ones of the mean daily net profit."
	return t
}

// PooledSymbols lists what the same configurations made of each symbol, and of
// the others without it.
func PooledSymbols(s *pooled.Study) table.Table {
	t := table.New("The same configurations on every symbol, out of sample",
		"symbol", "round trips", "spells", "days with a position", "bps per day", "bounds", "weight", "the others", "bounds")
	if s == nil {
		return t
	}
	for i := range s.Symbols {
		x := &s.Symbols[i]
		t.Add(x.Name, text.Trips(x.Trips), text.Count(x.Spells), text.Count(x.ActiveDays), text.Signed(x.Daily.Mean, 2), interval(x.Daily.Lower, x.Daily.Upper, 2), text.Percent(x.Weight),
			text.Signed(x.Without.Mean, 2), interval(x.Without.Lower, x.Without.Upper, 2))
	}
	t.Note = fmt.Sprintf("Days %s to %s, net of costs. Spells are times in the market, from flat to flat. Bounds are two one-sided ones at %s; weights are those of the pooled mean. The others are the mean without the symbol: all of their lower bounds must be above 0 for the rule to generalise.",
		pooledDate(s.RecordDay()), pooledDate(s.FirstDay+s.Days-1), text.GivenPercent(s.Config.Gates.Confidence))
	return t
}

func pooledDate(day int) string { return ms.FormatDate(int64(day) * ms.DayUS) }

// PooledMean lists the pooled mean with what its precision rests on.
func PooledMean(s *pooled.Study) table.Table {
	t := table.New("The pooled mean", "out of sample, net of costs", "")
	if s == nil {
		return t
	}
	p, e := &s.Pooled, &s.Pooled.Effects
	t.Add("pooled mean daily profit (bps)", text.Signed(p.Mean, 2))
	t.Add("its "+intervalTitle(s.Config.Gates), interval(p.Lower, p.Upper, 2))
	t.Add("symbols", text.Count(len(s.Symbols)))
	t.Add("mean correlation of their daily profits", text.Number(s.MeanCorrelation, 2))
	t.Add("effective number of symbols, n/(1 + (n − 1)ρ)", text.Number(s.Effective, 2))
	t.Add("standard error (bps)", text.Number(p.SE, 2))
	t.Add("of it, without the differences between symbols", text.Number(p.SamplingSE, 2))
	t.Add("the same, as the effective number predicts it", text.Number(s.PredictedSE, 2))
	t.Add("standard deviation between symbols, τ (bps)", text.Number(e.Tau, 2))
	t.Add("share of the spread that is not error, I²", text.Percent(e.I2))
	t.Add(fmt.Sprintf("smallest pooled mean that would have been shown with %s power (bps)", text.GivenPercent(s.Config.Gates.Power)), text.Signed(s.SmallestBps, 2))
	t.Note = "Random effects: symbols are weighed by Paule and Mandel with the covariance of their errors, days are resampled for all symbols at once."
	return t
}

// PooledFolds lists what each fold chose for all symbols.
func PooledFolds(s *pooled.Study) table.Table {
	columns := []string{"test from", "best of all symbols in train", "mean, bps per day", "t", "traded"}
	if s == nil {
		return table.New("Folds", columns...)
	}
	for i := range s.Symbols {
		columns = append(columns, s.Symbols[i].Name+", net bps")
	}
	t := table.New("Folds: one choice for all symbols", columns...)
	for i := range s.Folds {
		f := &s.Folds[i]
		row := []string{pooledDate(f.TestFrom), "no trading", text.Missing, text.Missing, text.Count(len(f.Members))}
		if len(f.Members) > 0 {
			m := f.Members[0]
			row[1], row[2], row[3] = configuration(item(s.Configurations, m.Place)), text.Signed(m.TrainMeanBps, 2), text.Signed(m.TrainT, 2)
		}
		for _, net := range f.TestNetBps {
			row = append(row, text.Signed(net, 1))
		}
		for len(row) < len(columns) {
			row = append(row, text.Missing)
		}
		t.Add(row...)
	}
	t.Note = "The mean is over the symbols, its t-statistic allows for autocorrelation. Nothing is chosen for one symbol."
	return t
}

// PooledGates lists the gates of the pooled study.
func PooledGates(s *pooled.Study) table.Table {
	if s == nil {
		return Gates(evidence.Verdict{})
	}
	t := Gates(evidence.Verdict{Gates: s.Gates})
	t.Note = strings.Replace(t.Note, "An edge passes", "A rule that generalises passes", 1)
	return t
}

// PooledVerdict is the label of a pooled study with its reasons; without a
// study, why there is none.
func PooledVerdict(s *pooled.Study, short error) Markdown {
	if s == nil {
		return Markdown(fmt.Sprintf("**Not judged.** %s.\n", escape.Markdown(fmt.Sprint(short))))
	}
	var b strings.Builder
	label := cmp.Or(string(s.Label), "no label")
	fmt.Fprintf(&b, "**%s.**\n\n", strings.ToUpper(label[:1])+label[1:])
	for _, reason := range s.Reasons {
		fmt.Fprintf(&b, "- %s\n", escape.Markdown(reason))
	}
	return Markdown(b.String())
}
