package evidence

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/code"
)

// Look is the look of Run with this configuration, without symbol, dates,
// sources and features: whoever knows the data adds these.
func (c Config) Look() Look {
	l := c.look(LookStudy, c.Grid.Len())
	l.Signals, l.Rules, l.Grid = []string{"composite"}, []string{"against the signal beyond a threshold, held for a fixed time"}, fmt.Sprintf("%+v", c.Grid)
	return l
}

// PooledLook is that of a study of several symbols, likewise.
func (c Config) PooledLook() Look {
	l := c.Look()
	l.Kind = LookPooled
	return l
}

// look has what all looks have of a configuration.
func (c Config) look(kind string, configurations int) Look {
	return Look{
		Kind: kind, Configurations: configurations, Bars: c.Interval.String(), Regimes: fmt.Sprintf("%+v", c.Regimes), Folds: fmt.Sprintf("%+v", c.Folds),
		Fill: fmt.Sprintf("%+v", c.Fill), Costs: fmt.Sprintf("%+v, under stress %+v, %v", c.Costs, c.Stress, c.Shorts), Gates: fmt.Sprintf("%+v", c.Gates),
	}
}

// Look is the look of RunSearch, as that of a configuration. Functions of the
// user are distinguished by the digest of their code, built-in signals and
// rules by their parameters.
func (s Search) Look(c Config) Look {
	l := c.look(LookSearch, s.Len())
	for _, signal := range s.Signals {
		l.Signals = append(l.Signals, nameOf(signal))
		l.add(signal, "signal "+nameOf(signal))
	}
	for _, rule := range s.Rules {
		l.Rules = append(l.Rules, nameOf(rule))
		l.add(rule, "rule "+nameOf(rule))
	}
	var filters []string
	for _, f := range s.Filters {
		filters = append(filters, fmt.Sprintf("%s %v", f.Name, f.Regimes))
	}
	l.Grid = strings.Join(filters, ", ")
	return l
}

// A Coded signal or rule calls functions of the user: their code distinguishes
// it from others of its name.
type Coded interface{ Functions() []any }

// Functions is the signal's function.
func (s SignalFunc) Functions() []any { return []any{s.Of} }

// Functions is the signal's function.
func (s BarSignal) Functions() []any { return []any{s.Of} }

// Functions is the rule's function.
func (r RuleFunc) Functions() []any { return []any{r.Decide} }

// own is the module of the built-in signals and rules.
const own = "github.com/tickbook/tickbook/microstructure/"

// add adds what distinguishes a signal or rule beside its name.
func (l *Look) add(x any, name string) {
	if given, ok := x.(GivenSignal); ok {
		h := sha256.New()
		for _, v := range given.Value {
			_ = binary.Write(h, binary.LittleEndian, math.Float64bits(v))
		}
		l.Code = append(l.Code, fmt.Sprintf("%s: %x", name, h.Sum(nil)[:8]))
		return
	}
	coded, ok := x.(Coded)
	if !ok {
		t := reflect.TypeOf(x)
		for t != nil && t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if t != nil && !strings.HasPrefix(t.PkgPath()+"/", own) {
			l.ByName = append(l.ByName, fmt.Sprintf("%s: a type of one's own, %v, without a method Functions that lists what it calls", name, t))
		}
		return
	}
	for _, f := range coded.Functions() {
		if v := reflect.ValueOf(f); v.Kind() == reflect.Func && v.IsNil() {
			continue
		}
		d, err := code.Of(f)
		if err != nil {
			l.ByName = append(l.ByName, fmt.Sprintf("%s: %v", name, err))
			continue
		}
		l.Code = append(l.Code, name+": "+d.Sum[:16])
	}
}
