package report_test

import (
	"errors"
	"strings"
	"testing"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/reference"
	"github.com/tickbook/tickbook/microstructure/report"
)

func TestNextStepsFollowTheOutcome(t *testing.T) {
	for name, c := range map[string]struct {
		meanBps float64
		trips   int
		holding int // of the grid
		stopped error
		want    []string
	}{
		"positive":              {3, 31, 0, nil, []string{"Ask first whether it is luck", "size positions by volatility", "ETHUSDT or SOLUSDT"}},
		"positive, few trips":   {3, 30, 0, nil, []string{"30 round trips in the test span are too few to tell a mean of +3.00 bps", "ETHUSDT or SOLUSDT"}},
		"marginal":              {-1, 31, 0, nil, []string{"+6.00 bps before its fee of 7 bps", "ETHUSDT or SOLUSDT"}},
		"negative":              {-5, 31, 0, nil, []string{"lower fees or a stronger signal: a round trip makes +2.00 bps", "ETHUSDT or SOLUSDT"}},
		"negative before fees":  {-9, 31, 3, nil, []string{"before fees a round trip makes −2.00 bps", "Try longer holding periods: 2h", "ETHUSDT or SOLUSDT"}},
		"without a fee to save": {-7, 31, 0, nil, []string{"before fees a round trip makes 0.00 bps", "ETHUSDT or SOLUSDT"}},
		"stopped":               {0, 0, 0, errors.New("too few bars"), []string{"Give the procedure what it lacks"}},
	} {
		s := &reference.Study{Config: reference.DefaultConfig("BTCUSDT"), Stopped: c.stopped}
		s.BestTest = reference.Trial{Configuration: ms.Configuration{Holding: s.Config.Grid.Holdings[c.holding]}, N: c.trips, MeanBps: c.meanBps}
		got := report.NextSteps(s)
		if len(got) != len(c.want) {
			t.Errorf("%s: %q", name, got)
			continue
		}
		for i, want := range c.want {
			if !strings.Contains(got[i], want) {
				t.Errorf("%s: step %d is %q, want %q in it", name, i, got[i], want)
			}
		}
	}
}
