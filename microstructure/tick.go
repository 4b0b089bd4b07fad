package microstructure

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"unsafe"

	"github.com/tickbook/tickbook/microstructure/internal/code"
)

// A TickFeature is one or more numbers that a user's function computes from a
// bar's trades. Make it with Tick or Ticks.
type TickFeature struct {
	name       string
	outputs    []string // of Ticks
	parameters string   // as code.Value writes them
	version    string   // instead of a digest of the function
	function   any
	compute    func(t Trades, out []float64)
	err        error // of the definition
}

// Tick makes a feature of f, whose name is its column's.
//
// f gets the trades of one bar, two or more, in time order, and the parameters,
// and returns the bar's value, NaN for none. It must neither change the trades,
// which is an error in any bar, nor keep them, which is looked for in the first
// bars of each day and in every 256th. Days are computed concurrently, so f
// must be safe for concurrent calls.
//
// Values are cached, and computed anew when f, anything that it calls, or the
// parameters have changed. Parameters must therefore be data: numbers, strings,
// and structs, slices and maps of them.
func Tick[P any](name string, parameters P, f func(t Trades, parameters P) float64) TickFeature {
	made := newTick(name, nil, parameters, f, f == nil)
	made.compute = func(t Trades, out []float64) { out[0] = f(t, parameters) }
	return made
}

// Ticks is Tick for a function with several values, which it writes to out. The
// columns are NAME_OUTPUT. Values that it does not write are NaN.
func Ticks[P any](name string, outputs []string, parameters P, f func(t Trades, parameters P, out []float64)) TickFeature {
	made := newTick(name, slices.Clone(outputs), parameters, f, f == nil)
	if len(outputs) == 0 {
		made.err = errors.Join(made.err, fmt.Errorf("feature %q has no output", name))
	}
	made.compute = func(t Trades, out []float64) { f(t, parameters, out) }
	return made
}

func newTick(name string, outputs []string, parameters, f any, missing bool) TickFeature {
	made := TickFeature{name: name, outputs: outputs, function: f}
	made.parameters, made.err = code.Value(parameters)
	if made.err != nil {
		made.err = fmt.Errorf("parameters of feature %q: %w", name, made.err)
	}
	if missing {
		made.err = errors.Join(made.err, fmt.Errorf("feature %q has no function", name))
	}
	return made
}

// WithVersion caches values under a version, which the caller must change
// whenever the function computes something else: for functions whose result the
// source does not determine.
func (f TickFeature) WithVersion(version string) TickFeature {
	f.version = version
	return f
}

// Name is the feature's name.
func (f TickFeature) Name() string { return f.name }

// Parameters are the feature's parameters as text.
func (f TickFeature) Parameters() string { return f.parameters }

// Columns are the names of its columns.
func (f TickFeature) Columns() []string {
	if f.outputs == nil {
		return []string{f.name}
	}
	out := make([]string, len(f.outputs))
	for i, o := range f.outputs {
		out[i] = f.name + "_" + o
	}
	return out
}

// Features are the columns as features.
func (f TickFeature) Features() []Feature {
	var out []Feature
	for _, c := range f.Columns() {
		out = append(out, OwnFeature(c, f.name+" of the bar's trades with "+f.parameters))
	}
	return out
}

// Feature is the first column of a feature, the only one if made by Tick.
func (f TickFeature) Feature() Feature { return append(f.Features(), Feature{})[0] }

// Validate reports errors in the definition.
func (f TickFeature) Validate() error {
	err := f.err
	for _, c := range f.Columns() {
		err = errors.Join(err, checkColumn(c))
	}
	if f.compute == nil {
		err = errors.Join(err, errors.New("the feature was not made by Tick or Ticks"))
	}
	return err
}

// checkColumn reports why name cannot name a user's column.
func checkColumn(name string) error {
	for i, r := range name {
		if !(r >= 'a' && r <= 'z' || r == '_' || i > 0 && r >= '0' && r <= '9') {
			return fmt.Errorf("feature %q %w: it contains %q; use small letters, digits and _, as in top_share", name, ErrName, r)
		}
	}
	switch {
	case name == "" || len(name) > maxNameBytes:
		return fmt.Errorf("feature %q %w: it has %d letters; use 1 to %d", name, ErrName, len(name), maxNameBytes)
	case slices.ContainsFunc(barFields, func(b BarField) bool { return b.Name == name }), slices.Contains([]string{"timestamp_us", "trade_count", "returns"}, name):
		return fmt.Errorf("feature %q %w: bars have a column of this name; choose another", name, ErrName)
	}
	return nil
}

// CheckTicks reports invalid features, and columns that two of them share.
func CheckTicks(features []TickFeature) error {
	var errs []error
	seen := map[string]bool{}
	for _, f := range features {
		errs = append(errs, f.Validate())
		for _, c := range f.Columns() {
			if seen[c] {
				errs = append(errs, fmt.Errorf("two features have the column %q; choose another name for one", c))
			}
			seen[c] = true
		}
	}
	return errors.Join(errs...)
}

// A TickKey identifies what a feature's values depend on besides the trades.
type TickKey struct {
	Parameters string
	Code       string // digest of the function's source, or its version
	Platform   string // compiler and processor
}

// Key describes the feature as it is in this program. The error says why the
// function's source does not determine its result, and what to do.
func (f TickFeature) Key() (TickKey, error) {
	key := TickKey{Parameters: f.parameters, Code: "version " + f.version, Platform: code.Platform()}
	if f.version != "" {
		return key, nil
	}
	d, err := code.Of(f.function)
	if err != nil {
		return TickKey{}, fmt.Errorf("feature %q: %w", f.name, withVersion(err))
	}
	key.Code = d.Sum
	return key, nil
}

// withVersion names the method where a refusal's remedy is a version.
func withVersion(err error) error {
	if r, ok := errors.AsType[*code.Refusal](err); ok {
		r.Remedy = strings.ReplaceAll(r.Remedy, code.VersionIt, code.VersionIt+`, as in Tick(…).WithVersion("2")`)
		return r
	}
	return err
}

// Compute fills out, which has a place per column, with the values of a bar. A
// panic of the function and an infinite value are errors. So is
// ErrTradesChanged, if writing to the trades panics, as it does in read-only
// memory with debug.SetPanicOnFault.
func (f TickFeature) Compute(t Trades, out []float64) (err error) {
	defer func() {
		p := recover()
		if fault, ok := p.(interface{ Addr() uintptr }); ok && t.holds(fault.Addr()) {
			err = fmt.Errorf("%w, in %s; let it work on a copy, as of slices.Clone", ErrTradesChanged, panicSite())
		} else if p != nil {
			err = fmt.Errorf("its function panicked in %s: %v", panicSite(), p)
		}
	}()
	for i := range out {
		out[i] = math.NaN()
	}
	f.compute(t, out)
	for i, v := range out {
		if math.IsInf(v, 0) {
			return fmt.Errorf("%s is %v; return NaN where there is no value", f.Columns()[i], v)
		}
	}
	return nil
}

// holds reports whether an address is that of a value of the trades.
func (t *Trades) holds(address uintptr) bool {
	return holds(t.TimestampUS, address) || holds(t.Price, address) || holds(t.Quantity, address) || holds(t.QuoteQuantity, address) || holds(t.Side, address)
}

func holds[T any](column []T, address uintptr) bool {
	from := uintptr(unsafe.Pointer(unsafe.SliceData(column)))
	return address >= from && address < from+uintptr(len(column))*unsafe.Sizeof(column[0])
}

// panicSite names the function and the line of a panic that is being recovered.
func panicSite() string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs)])
	for panicking := false; ; {
		f, more := frames.Next()
		if !strings.HasPrefix(f.Function, "runtime.") && panicking {
			return fmt.Sprintf("%s, line %d of %s", f.Function[strings.LastIndexByte(f.Function, '/')+1:], f.Line, filepath.Base(f.File))
		}
		panicking = panicking || f.Function == "runtime.gopanic"
		if !more {
			return "unknown code"
		}
	}
}
