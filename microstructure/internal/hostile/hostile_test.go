package hostile

import (
	"flag"
	"fmt"
	"io"
	"reflect"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strings"
	"testing"
	"time"
)

// A function of the library, and what a type of it leaves out.
type (
	function struct {
		name string
		call any
	}
	object struct {
		of      reflect.Type
		without string // methods, separated by spaces
	}
)

// Limits of a call.
const (
	longest   = time.Minute // of a busy machine, under the race detector; most return within a millisecond
	mostBytes = 4 << 30     // allocated and given back in turn
)

var budget = flag.Duration("budget", time.Second/2, "`time` per function, after which no more values are tried")

// TestNothingPanicsOnData calls every function of the table with hostile values
// in place of one argument, of all, and of some.
func TestNothingPanicsOnData(t *testing.T) {
	m := newMaker(sound(t)...)
	for _, f := range functions {
		try(t, m, f.name, reflect.ValueOf(f.call))
	}
	for _, o := range objects {
		pointer := reflect.PointerTo(o.of)
		for i := range pointer.NumMethod() {
			method := pointer.Method(i)
			if !slices.Contains(strings.Fields(o.without), method.Name) {
				try(t, m, fmt.Sprintf("%v.%s", o.of, method.Name), method.Func)
			}
		}
	}
}

func try(t *testing.T, m *maker, name string, f reflect.Value) {
	t.Helper()
	m.restart(name)
	random, until := 150, time.Now().Add(*budget)
	if testing.Short() {
		random, until = 30, time.Now().Add(*budget/5)
	}
	parameters := make([][]reflect.Value, f.Type().NumIn())
	for i := range parameters {
		parameters[i] = m.values(f.Type().In(i), 0)
	}
	arguments := make([]reflect.Value, len(parameters))
	first := func() {
		for i := range arguments {
			arguments[i] = parameters[i][0]
		}
	}
	first()
	c := caller{t: t, name: name, f: f, first: slices.Clone(arguments), until: until}
	call := func() bool { return c.call(slices.Clone(arguments)) }
	if !call() {
		return
	}
	type change struct{ at, to int }
	var changes []change
	for i, values := range parameters {
		for k := range values[1:] {
			changes = append(changes, change{i, k + 1})
		}
	}
	m.rng.Shuffle(len(changes), func(i, k int) { changes[i], changes[k] = changes[k], changes[i] })
	for _, c := range changes {
		first()
		if arguments[c.at] = parameters[c.at][c.to]; !call() {
			return
		}
	}
	for range random {
		for i := range arguments {
			arguments[i] = m.any(parameters[i])
		}
		if len(arguments) == 0 || !call() {
			return
		}
	}
}

// A caller calls one function.
type caller struct {
	t        *testing.T
	name     string
	f        reflect.Value
	first    []reflect.Value
	until    time.Time
	failures int
}

// call reports whether to go on.
func (c *caller) call(arguments []reflect.Value) bool {
	type outcome struct{ panicked, stack string }
	done := make(chan outcome, 1)
	before := allocated()
	go func() {
		var o outcome
		defer func() { done <- o }()
		defer func() {
			if p := recover(); p != nil {
				o = outcome{fmt.Sprint(p), string(debug.Stack())}
			}
		}()
		var results []reflect.Value
		if c.f.Type().IsVariadic() {
			results = c.f.CallSlice(arguments)
		} else {
			results = c.f.Call(arguments)
		}
		for _, r := range results {
			use(r)
		}
	}()
	start, look := time.Now(), time.NewTicker(10*time.Millisecond)
	defer look.Stop()
	for {
		select {
		case o := <-done:
			if o.panicked != "" {
				c.t.Errorf("%s(%s) panicked: %s\n%s", c.name, c.show(arguments), o.panicked, where(o.stack))
				c.failures++
			}
			return c.failures < 3 && time.Now().Before(c.until)
		case <-look.C:
			if used := allocated() - before; used > mostBytes {
				c.t.Fatalf("%s(%s) took %d MB", c.name, c.show(arguments), used/1e6)
			}
			if time.Since(start) > longest {
				c.t.Fatalf("%s(%s) did not return within %v", c.name, c.show(arguments), longest)
			}
		}
	}
}

// use shows a result: it calls the methods that give text, pictures or files of
// it, as far as they take nothing but a writer.
func use(result reflect.Value) {
	if (result.Kind() == reflect.Pointer || result.Kind() == reflect.Interface) && result.IsNil() {
		return
	}
	switch v := result.Interface().(type) {
	case error:
		_ = v.Error()
	case fmt.Stringer:
		_ = v.String()
	}
	for i := range result.NumMethod() {
		m := result.Method(i)
		if !shown[result.Type().Method(i).Name] {
			continue
		}
		if m.Type().NumIn() == 0 {
			m.Call(nil)
		} else if writer := reflect.TypeFor[io.Writer](); m.Type().NumIn() == 1 && m.Type().In(0) == writer {
			m.Call([]reflect.Value{reflect.ValueOf(io.Discard).Convert(writer)})
		}
	}
}

// shown are the methods of use.
var shown = map[string]bool{"SVG": true, "PNG": true, "HTML": true, "WriteText": true, "WriteCSV": true, "WriteParquet": true}

func allocated() uint64 {
	s := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// show writes arguments for a person to find the call again: what differs from
// those of the first call.
func (c *caller) show(arguments []reflect.Value) string {
	out := make([]string, len(arguments))
	for i, a := range arguments {
		out[i] = describe(a, c.first[i])
	}
	return strings.Join(out, ", ")
}

func describe(v, first reflect.Value) string {
	for v.Kind() == reflect.Pointer && !v.IsNil() && !first.IsNil() {
		v, first = v.Elem(), first.Elem()
	}
	switch {
	case v.Kind() == reflect.Func && !v.IsNil():
		return "a function"
	case reflect.DeepEqual(v.Interface(), first.Interface()):
		return "sound"
	case v.Kind() != reflect.Struct || v.IsZero():
		return fmt.Sprintf("%.200s", fmt.Sprintf("%+v", v))
	}
	var fields []string
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.IsExported() && !reflect.DeepEqual(v.Field(i).Interface(), first.Field(i).Interface()) {
			fields = append(fields, f.Name+": "+describe(v.Field(i), first.Field(i)))
		}
	}
	return fmt.Sprintf("%.1500s", v.Type().Name()+"{"+strings.Join(fields, ", ")+"}")
}

// where keeps the module's lines of a stack.
func where(stack string) string {
	var out []string
	for line := range strings.Lines(stack) {
		if strings.Contains(line, "/microstructure/") && !strings.Contains(line, "/hostile/") && strings.HasPrefix(line, "\t") {
			place, _, _ := strings.Cut(line[strings.Index(line, "/microstructure/"):], " +")
			out = append(out, "\t"+place)
		}
	}
	return strings.Join(out[:min(len(out), 4)], "\n")
}
