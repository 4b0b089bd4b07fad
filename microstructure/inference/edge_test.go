package inference

import (
	"errors"
	"math"
	"testing"
)

var nan = math.NaN()

// Every statistic on every awkward series: NaN or a number, never a panic, and
// the input as it was.
func TestAwkwardSeries(t *testing.T) {
	series := map[string][]float64{
		"none": {}, "one": {0.5}, "two": {1, 2}, "three": {1, 2, 4}, "constant": {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1},
		"zeros": make([]float64, 30), "nan": {1, nan, 3, 4, 5, 6, 7, 8, 9}, "inf": {1, math.Inf(1), 3, 4, 5, 6, 7, 8, 9},
		"huge": {1e308, -1e308, 1e308, 1e307, 1e308, 2, 3, 4, 5}, "tiny": {1e-300, 3e-300, -2e-300, 5e-300, 1e-300, 0, 0, 1e-300, 2e-300},
		"one trade": append(make([]float64, 29), 1), "alternating": {1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1},
	}
	few := Resampling{Reps: 40, Seed: 1, Workers: 2}
	for name, x := range series {
		before := append([]float64(nil), x...)
		trials := [][]float64{x, x}
		undefined := len(x) < 2 || !finite(x) || constant(x)
		check := func(what string, v float64) {
			if undefined && !math.IsNaN(v) {
				t.Errorf("%s of %s: %v, want NaN", what, name, v)
			}
		}
		b, err := BootstrapMean(x, 2, few)
		check("bootstrap p", b.PRecentred)
		lower, upper := b.Percentile(0.9)
		check("lower", lower)
		check("upper", upper)
		check("block length", BlockLength(x).Stationary)
		check("exact variance", ExactVariance(x, 3).SEMean)
		i, err2 := MeanInterval(x, 0.9, few)
		check("interval", i.Lower)
		check("interval p", i.P)
		check("Sharpe", SharpeOf(x).Ratio)
		check("PSR", SharpeOf(x).PSR(0).PSR)
		s, err3 := SPATest(trials, 2, few)
		check("SPA", s.Studentised.Consistent.P)
		n, err4 := EffectiveNumber(trials)
		check("effective number", n.Participation)
		d, err5 := DescribeTrials(trials)
		check("variance without skill", d.VarNoSkill)
		_, err6 := CSCV(trials, 4)
		_, err7 := Spearman(x, x)
		_, err8 := ICHAC(x, x, 2, 1, GapNaN)
		_, err9 := ICBootstrap(x, x, 2, few)
		_, err10 := NeweyWestMean(x, 1, GapNaN)
		MeanStd(x)
		if err := errors.Join(err, err2, err3, err4, err5, err6, err7, err8, err9, err10); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for k := range x {
			if math.Float64bits(x[k]) != math.Float64bits(before[k]) {
				t.Errorf("%s was modified", name)
			}
		}
	}
}

func TestMisuse(t *testing.T) {
	x, short := []float64{1, 2, 3, 4, 5, 6, 7, 8}, []float64{1, 2}
	good := DefaultResampling()
	first := func(_ any, err error) error { return err }
	for name, row := range map[string]struct {
		err, want error
	}{
		"Spearman lengths":      {func() error { _, err := Spearman(x, short); return err }(), ErrLengths},
		"correlation lengths":   {func() error { _, err := Correlation(x, short); return err }(), ErrLengths},
		"trial lengths, SPA":    {func() error { _, err := SPATest([][]float64{x, short}, 2, good); return err }(), ErrLengths},
		"trial lengths, CSCV":   {func() error { _, err := CSCV([][]float64{x, short}, 2); return err }(), ErrLengths},
		"trial lengths, trials": {func() error { _, err := DescribeTrials([][]float64{x, short}); return err }(), ErrLengths},
		"lag below overlap":     {func() error { _, err := ICHAC(x, x, 6, 4, DropNaN); return err }(), ErrLag},
		"horizon 0":             {func() error { _, err := ICBootstrap(x, x, 0, good); return err }(), ErrLag},
		"negative lag":          {func() error { _, err := NeweyWestMean(x, -1, DropNaN); return err }(), ErrLag},
		"policy":                {func() error { _, err := NeweyWestMean(x, 0, NaNPolicy(7)); return err }(), ErrNaNPolicy},
		"odd blocks":            {func() error { _, err := CSCV([][]float64{x, x}, 3); return err }(), ErrBlocks},
		"no blocks":             {func() error { _, err := CSCV([][]float64{x, x}, 0); return err }(), ErrBlocks},
		"many blocks":           {func() error { _, err := CSCV([][]float64{x, x}, 26); return err }(), ErrBlocks},
		"no resamples":          {first(BootstrapMean(x, 2, Resampling{Workers: 1})), ErrResampling},
		"no workers":            {first(BootstrapMean(x, 2, Resampling{Reps: 1})), ErrResampling},
		"NaN block":             {first(BootstrapMean(x, nan, good)), ErrResampling},
		"level":                 {first(MeanInterval(x, 1, good)), ErrLevel},
		"power":                 {first(SmallestDetectableMean(1, 0.95, 0)), ErrLevel},
	} {
		if !errors.Is(row.err, row.want) {
			t.Errorf("%s: %v, want %v", name, row.err, row.want)
		}
	}
}

// A resample of a series with one trade is often all zeros; the lower bound
// must not pass for positive.
func TestMeanIntervalOfOneTrade(t *testing.T) {
	x := make([]float64, 40)
	x[17] = 3
	i := must[Interval](t)(MeanInterval(x, 0.9, Resampling{Reps: 500, Seed: 1, Workers: 2}))
	if i.Lower > 0 || !math.IsNaN(i.Upper) {
		t.Errorf("interval %v to %v, want a lower end that is not positive and no upper one", i.Lower, i.Upper)
	}
}
