package evidence

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure"
)

func lookAt(symbol, grid string, configurations int) Look {
	return Look{Time: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), Verdict: NotProven, Data: "d1", Kind: LookStudy, Symbol: symbol, FromDate: "2025-12-01", ToDate: "2026-01-31",
		Grid: grid, Features: []string{"a", "b"}, Configurations: configurations}
}

func feature(symbol, name string) Look {
	l := lookAt(symbol, "", 1)
	l.Kind, l.Features, l.Verdict = LookFeature, []string{name}, ""
	return l
}

func with(l Look, change func(*Look)) Look {
	change(&l)
	return l
}

func TestCountLooks(t *testing.T) {
	this := lookAt("X", "this", 48)
	again := with(this, func(l *Look) { l.Time, l.Verdict, l.Data = time.Now(), Edge, "d2" })
	var ten []Look
	for i := range 10 {
		ten = append(ten, feature("X", string(rune('k'+i))))
	}
	for name, k := range map[string]struct {
		record                           []Look
		looks, prior, others, otherPrior int
		again                            bool
	}{
		"an empty record":               {},
		"itself":                        {record: []Look{this}, again: true},
		"itself, with another verdict":  {record: []Look{again}, again: true},
		"another at the symbol":         {record: []Look{lookAt("X", "g", 96)}, looks: 1, prior: 96},
		"the same twice":                {record: []Look{lookAt("X", "g", 96), with(lookAt("X", "g", 96), func(l *Look) { l.Verdict = Edge })}, looks: 1, prior: 96},
		"at another symbol":             {record: []Look{lookAt("Y", "this", 48)}, looks: 1, prior: 48, others: 1, otherPrior: 48},
		"in another family":             {record: []Look{with(lookAt("Y", "g", 48), func(l *Look) { l.Family = "f" })}},
		"in another family, same trial": {record: []Look{with(this, func(l *Look) { l.Family = "f" })}},
		"its symbol in another family":  {record: []Look{with(lookAt("X", "g", 48), func(l *Look) { l.Family = "f" })}, looks: 1, prior: 48},
		"days before":                   {record: []Look{with(lookAt("X", "g", 48), func(l *Look) { l.FromDate, l.ToDate = "2025-11-01", "2025-11-30" })}},
		"days that begin on its last":   {record: []Look{with(lookAt("X", "g", 48), func(l *Look) { l.FromDate, l.ToDate = "2026-01-31", "2026-02-28" })}, looks: 1, prior: 48},
		"its configuration, more days":  {record: []Look{with(this, func(l *Look) { l.ToDate = "2026-02-28" })}, looks: 1, prior: 48},
		"without a symbol":              {record: []Look{with(lookAt("", "", 24), func(l *Look) { l.Kind, l.Features, l.Parameters = "", nil, "p" })}, looks: 1, prior: 24},
		"an error":                      {record: []Look{with(lookAt("X", "g", 48), func(l *Look) { l.Verdict = NotTaken })}},
		"one that is not finished":      {record: []Look{with(lookAt("X", "g", 48), func(l *Look) { l.Verdict = "" })}, looks: 1, prior: 48},
		"it, before others":             {record: []Look{this, lookAt("X", "g", 96)}, again: true},
		"it, after others":              {record: []Look{lookAt("X", "g", 96), this, lookAt("X", "h", 96)}, looks: 1, prior: 96, again: true},
		"ten features":                  {record: ten, looks: 10, prior: 10},
		"ten features, twice":           {record: append(ten, ten...), looks: 10, prior: 10},
		"a feature that it has":         {record: []Look{feature("X", "a")}},
		"that feature of another":       {record: []Look{feature("Y", "a")}, looks: 1, prior: 1, others: 1, otherPrior: 1},
		"a feature of an earlier study": {record: []Look{feature("Y", "a"), lookAt("Y", "g", 48)}, looks: 1, prior: 48, others: 1, otherPrior: 48},
	} {
		c := CountLooks(k.record, this)
		if c.Looks != k.looks || c.Prior != k.prior || c.Others != k.others || c.OtherPrior != k.otherPrior || c.Again != k.again {
			t.Errorf("%s: %+v", name, c)
		}
		said := strings.Join(c.Sentences(), "; ")
		if strings.Contains(said, "no earlier look") != (k.looks == 0) {
			t.Errorf("%s: %s", name, said)
		}
	}
}

// A pooled look is at each of its symbols, and the studies of these are its
// parts.
func TestPooledLooks(t *testing.T) {
	pooled := with(lookAt("X,Y", "this", 48), func(l *Look) { l.Kind, l.FromDate = LookPooled, "2025-12-10" })
	for name, k := range map[string]struct {
		record []Look
		this   Look
		prior  int
	}{
		"its parts":              {[]Look{lookAt("X", "this", 48), lookAt("Y", "this", 48)}, pooled, 0},
		"another grid":           {[]Look{lookAt("X", "g", 96), lookAt("Y", "this", 48)}, pooled, 96},
		"a symbol that is none":  {[]Look{lookAt("Z", "this", 48)}, pooled, 48},
		"against a symbol's":     {[]Look{pooled}, lookAt("Y", "h", 24), 48},
		"of another family":      {[]Look{with(pooled, func(l *Look) { l.Family = "f" })}, lookAt("Z", "h", 24), 0},
		"again, after its parts": {[]Look{lookAt("X", "this", 48), pooled, lookAt("Y", "h", 24)}, pooled, 0},
	} {
		if c := CountLooks(k.record, k.this); c.Prior != k.prior {
			t.Errorf("%s: %d earlier configurations, want %d", name, c.Prior, k.prior)
		}
	}
	if !pooled.At("Y") || pooled.At("Z") || pooled.At("X,Y") || !(&Look{}).At("Z") {
		t.Error("the symbols of a pooled look")
	}
	c := DefaultConfig()
	if l := c.PooledLook(); l.Kind != LookPooled || l.Configurations != c.Grid.Len() || l.Key() == c.Look().Key() {
		t.Errorf("%+v", l)
	}
}

func TestDistinctLooks(t *testing.T) {
	begun := with(lookAt("X", "g", 48), func(l *Look) { l.Verdict = "" })
	got := DistinctLooks([]Look{begun, lookAt("X", "h", 1), lookAt("X", "g", 48), begun})
	if len(got) != 2 || got[0].Verdict != NotProven || got[1].Grid != "h" {
		t.Errorf("%+v", got)
	}
}

// Whatever changes what is tried is another look, and what is known of the data
// or of earlier looks is not.
func TestLookOfAConfig(t *testing.T) {
	base := DefaultConfig().At(source("a"))
	known := base
	known.PriorTrials, known.AuditErrors, known.AuditAccepted, known.Resampling.Seed = 9, 0, []string{"price"}, 9
	if base.Look().Key() != known.Look().Key() {
		t.Error("the audit or earlier looks change the look")
	}
	keys := map[string]string{base.Look().Key(): "the default"}
	for name, change := range map[string]func(*Config){
		"costs": func(c *Config) { c.Costs = VIP() }, "stress": func(c *Config) { c.Stress = VIP() }, "grid": func(c *Config) { c.Grid.Thresholds = []float64{1, 1.5, 2, 3} },
		"fill": func(c *Config) { c.Fill.SlippageBps = 1 }, "gates": func(c *Config) { c.Gates.MaxSPA = 0.1 }, "folds": func(c *Config) { c.Folds.TrainDays = 31 },
		"shorts": func(c *Config) { c.Shorts = LongOnly }, "bars": func(c *Config) { *c = c.WithInterval(mustInterval(t, "1m")) },
	} {
		c := base
		change(&c)
		key := c.Look().Key()
		if same := keys[key]; same != "" {
			t.Errorf("%s and %s are the same look", name, same)
		}
		keys[key] = name
	}
}

// Functions of one name are distinguished by their code, and where that is not
// possible the look says so.
func TestLookOfASearch(t *testing.T) {
	of := func(signal SignalSource, rule Rule) Look {
		return Search{Signals: []SignalSource{signal}, Rules: []Rule{rule}, Filters: microstructure.DefaultGrid().Filters[:1]}.Look(DefaultConfig())
	}
	flat := RuleFunc{"own", func(*Now) float64 { return 0 }}
	long := RuleFunc{"own", func(*Now) float64 { return 1 }}
	signal := GivenSignal{"g", []float64{1}, "at once"}
	a, b := of(signal, flat), of(signal, long)
	if a.Key() == b.Key() || a.Key() != of(signal, flat).Key() || len(a.Code) != 2 || a.ByName != nil {
		t.Errorf("%+v\n%+v", a, b)
	}
	scale := 2.0
	caught := of(signal, RuleFunc{"own", func(*Now) float64 { return scale }})
	typed := of(signal, struct{ Follow }{})
	for want, l := range map[string]Look{"scale is a variable from outside": caught, "a type of one's own": typed} {
		said := strings.Join(CountLooks(nil, l).Sentences(), "; ")
		if len(l.ByName) != 1 || len(l.Code) != 1 || !strings.Contains(said, want) || !strings.Contains(said, "rule ") {
			t.Errorf("%q is not in %q", want, said)
		}
	}
	hold, follow := of(signal, Hold{With, 1, microstructure.Horizon{Name: "5m", Bars: 1}}), of(signal, Follow{})
	if hold.Key() == follow.Key() || hold.ByName != nil {
		t.Errorf("%+v\n%+v", hold, follow)
	}
	none := of(BarSignal{Name: "b", Of: func(microstructure.SourceBars) []float64 { return nil }}, flat)
	one := of(BarSignal{Name: "b", Of: func(microstructure.SourceBars) []float64 { return []float64{1} }}, flat)
	if none.Key() == one.Key() {
		t.Errorf("signals of bars are not distinguished by their code: %+v", none)
	}
	given := func(v float64) Look { return of(GivenSignal{"g", []float64{1, v, math.NaN()}, "at once"}, Follow{}) }
	if one, same := given(1).Key(), given(1).Key(); one == given(2).Key() || one != same {
		t.Error("given signals are not distinguished by their values")
	}
}
