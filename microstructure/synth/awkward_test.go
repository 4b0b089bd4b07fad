package synth

import (
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

func TestAwkwardMarketHasEveryQuirk(t *testing.T) {
	m := market(t, func(c *Config) { c.Days, c.Awkward = 12, true })
	for source := range m.cfg.Sources {
		found := map[string]int{}
		for day := range m.cfg.Days {
			trades, ok := m.Day(source, day)
			if !ok {
				found["missing day"]++
				if source != 1 || day != 4 {
					t.Errorf("source %d lacks day %d", source, day)
				}
				continue
			}
			for name, n := range quirksOf(trades) {
				found[name] += n
			}
		}
		if source == 1 && found["missing day"] != 1 {
			t.Errorf("%d missing days", found["missing day"])
		}
		for _, name := range []string{"empty", "one trade", "two trades", "few trades", "one instant", "one price", "one size"} {
			if n := found[name]; n < 10 {
				t.Errorf("source %d: %s only %d times", source, name, n)
			}
		}
	}
}

// quirksOf counts a day's awkward bars by what a reader of the data sees.
func quirksOf(trades microstructure.Trades) map[string]int {
	found := map[string]int{"empty": barsPerDay}
	for from := 0; from < trades.Len(); {
		to := from
		for to < trades.Len() && bar(trades.TimestampUS[to]) == bar(trades.TimestampUS[from]) {
			to++
		}
		found["empty"]--
		switch n := to - from; {
		case n == 1:
			found["one trade"]++
		case n == 2:
			found["two trades"]++
		case n <= 11:
			found["few trades"]++
		case trades.TimestampUS[from] == trades.TimestampUS[to-1]:
			found["one instant"]++
		case constant(trades.Price[from:to]):
			found["one price"]++
		case constant(trades.Quantity[from:to]):
			found["one size"]++
		}
		from = to
	}
	return found
}

func constant(x []float64) bool {
	for _, v := range x {
		if v != x[0] {
			return false
		}
	}
	return true
}

func TestMissingDay(t *testing.T) {
	sources := microstructure.DefaultSources()
	for _, c := range []struct {
		name                       string
		sources, days, source, day int
	}{
		{"one day stays", 3, 1, -1, -1},
		{"two days", 3, 2, 1, 0},
		{"one source", 1, 3, 0, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := market(t, func(cfg *Config) { cfg.Sources, cfg.Days, cfg.Awkward = sources[:c.sources], c.days, true })
			for source := range c.sources {
				for day := range c.days {
					if _, ok := m.Day(source, day); ok == (source == c.source && day == c.day) {
						t.Errorf("source %d, day %d: %v", source, day, ok)
					}
				}
			}
		})
	}
}

func TestPlainMarketLacksNothing(t *testing.T) {
	m := market(t, func(c *Config) { c.Days = 3 })
	for source := range m.cfg.Sources {
		for day := range m.cfg.Days {
			trades, ok := m.Day(source, day)
			if q := quirksOf(trades); !ok || q["one instant"]+q["one price"]+q["one size"] > 0 {
				t.Errorf("source %d, day %d: %v %v", source, day, ok, q)
			}
		}
	}
}
