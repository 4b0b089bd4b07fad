package evidence

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure"
)

// TestRulesSayWhatIsWrong gives rules parameters that would trade something in
// silence: a search names every one of them and tries nothing.
func TestRulesSayWhatIsWrong(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	hour := microstructure.Horizon{Name: "1h", Bars: 12}
	scaled := func(of Rule, window time.Duration, most float64) Rule {
		return VolatilityScaled{Of: of, DailyBps: 100, Window: window, Cap: most}
	}
	search := func(rules ...Rule) Search {
		return Search{Signals: []SignalSource{SignalFunc{"s", column("vol_imbalance")}}, Rules: rules, Filters: []microstructure.RegimeFilter{allRegimes()}}
	}
	for _, c := range []struct {
		rule Rule
		want string // without Rules[0], lines joined
	}{
		{Hold{With, nan, hour}, "Threshold is NaN: give a finite number of at least 0"},
		{Hold{0, -1, microstructure.Horizon{}}, "Direction is 0: give Against (-1) or With (1); Threshold is -1: give a finite number of at least 0; Holding.Bars is 0: give at least 1"},
		{Hold{With, inf, hour}, "Threshold is +Inf: give a finite number of at least 0"},
		{CrossBack{2, 0.5, 1}, "Direction is 2: give Against (-1) or With (1); Exit is 1: give a finite number of at most Enter, such as 0"},
		{CrossBack{With, nan, 0}, "Enter is NaN: give a finite number of at least 0; Exit is 0: give a finite number of at most Enter, such as 0"},
		{CrossBack{With, 1, -inf}, "Exit is -Inf: give a finite number of at most Enter, such as 0"},
		{Proportional{With, 0, 1.5}, "Full is 0: give a finite number above 0; Step is 1.5: give a number from 0 to 1"},
		{&Proportional{With, nan, nan}, "Full is NaN: give a finite number above 0; Step is NaN: give a number from 0 to 1"},
		{scaled(Follow{}, 0, 3), "Window is 0s: give a span of at least two bars, such as 24h; Cap is 3: give a number above 0 and at most 1"},
		{scaled(nil, time.Second, nan), "Of is <nil>: give a rule to scale; Window is 1s: give a span of at least two bars, such as 24h; Cap is NaN: give a number above 0 and at most 1"},
		{scaled(scaled(CrossBack{With, -1, -1}, time.Hour, 0), time.Hour, 1), "Of.Of.Enter is -1: give a finite number of at least 0; Of.Cap is 0: give a number above 0 and at most 1"},
		{VolatilityScaled{Of: Follow{}, DailyBps: inf, Window: time.Hour, Cap: 1, RebalancePct: -1}, "DailyBps is +Inf: give a finite number above 0; RebalancePct is -1: give a finite number of at least 0"},
		{RuleFunc{Name: "none"}, "Decide is nil: give a function"},
	} {
		err := search(c.rule, Follow{}).Validate()
		if want := ErrConfig.Error() + ": Rules[0]." + strings.ReplaceAll(c.want, "; ", "\nRules[0]."); !errors.Is(err, ErrConfig) || err.Error() != want {
			t.Errorf("%v: got\n%v\nwant\n%s", c.rule, err, want)
		}
	}
	own := RuleFunc{"own", func(*Now) float64 { return 0 }}
	good := search(Hold{Against, 0, hour}, CrossBack{With, 1, 1}, CrossBack{With, 1, -2}, Proportional{With, 1e-9, 0}, scaled(own, 2*time.Second, 1), Follow{}, own)
	if err := good.Validate(); err != nil {
		t.Error(err)
	}
}
