package hostile

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"strings"
	"time"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/factor"
	"github.com/tickbook/tickbook/microstructure/pooled"
)

// maker makes values of any type to call functions with: sound ones, from a
// pool, and hostile ones. Its choices are seeded per function, so that those
// for one do not depend on how far the time for others went.
type maker struct {
	rng  *rand.Rand
	pool map[reflect.Type][]reflect.Value
}

var seed = flag.Uint64("seed", 1, "of the values; another one tries others")

// perType is the most sound values of a type that are kept.
const perType = 3

func newMaker(seeds ...any) *maker {
	m := &maker{pool: map[reflect.Type][]reflect.Value{}}
	for _, s := range seeds {
		m.harvest(reflect.ValueOf(s), 0)
	}
	return m
}

func (m *maker) restart(function string) {
	h := fnv.New64a()
	_, _ = io.WriteString(h, function)
	m.rng = rand.New(rand.NewPCG(*seed, h.Sum64()))
}

// harvest adds a value and what it holds to the pool.
func (m *maker) harvest(v reflect.Value, depth int) {
	if depth > 6 || !v.IsValid() || !v.CanInterface() || len(m.pool[v.Type()]) >= perType {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return
		}
		m.pool[v.Type()] = append(m.pool[v.Type()], v)
		m.harvest(v.Elem(), depth+1)
		return
	case reflect.Interface:
		m.harvest(v.Elem(), depth+1)
		return
	case reflect.Struct:
		for i := range v.NumField() {
			m.harvest(v.Field(i), depth+1)
		}
	case reflect.Slice, reflect.Array:
		for i := range min(v.Len(), perType) {
			m.harvest(v.Index(i), depth+1)
		}
	case reflect.Bool, reflect.Int, reflect.Int64, reflect.Uint64, reflect.Float64, reflect.String:
		if v.Type().PkgPath() == "" {
			return // any number is as good as those of scalars
		}
	}
	m.pool[v.Type()] = append(m.pool[v.Type()], v)
}

var (
	ended, end = context.WithCancel(context.Background())
	_          = func() int { end(); return 0 }()
)

// special are values of types that cannot be made from their parts.
var special = map[reflect.Type][]any{
	reflect.TypeFor[context.Context](): {context.Background(), ended},
	reflect.TypeFor[error]():           {errors.New("an error"), nil},
	reflect.TypeFor[io.Writer]():       {io.Discard, broken{}},
	reflect.TypeFor[io.Reader]():       {strings.NewReader("any text"), broken{}, nil},
	reflect.TypeFor[fs.FileInfo]():     {here, nil},
	reflect.TypeFor[time.Time]():       {time.Unix(1_762_000_000, 0), time.Time{}, time.Unix(math.MaxInt64, 0), time.Unix(math.MinInt64, 0)},
	reflect.TypeFor[*rand.Rand]():      {rand.New(rand.NewPCG(1, 2))},
	reflect.TypeFor[any]():             {nil, 1, "x", math.NaN()},
	reflect.TypeFor[evidence.Keeper](): {nil},
	reflect.TypeFor[factor.Keeper]():   {nil},
	reflect.TypeFor[pooled.Keeper]():   {nil},
}

// here describes this directory.
var here, _ = os.Stat(".")

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("a broken writer") }

func (broken) Read([]byte) (int, error) { return 0, errors.New("a broken reader") }

var (
	integers = []int64{1, 0, -1, 2, 3, 12, 1 << 20, 1 << 31, math.MaxInt64, -1 << 40, math.MinInt64, math.MaxInt64 / 300_000_000}
	floats   = []float64{1, 0, math.NaN(), math.Inf(1), math.Inf(-1), -1, 0.5, math.Copysign(0, -1), 100.25, 1e308, -1e308, 5e-324, 1e18}
	texts    = []string{"BTCUSDT", "", "2025-11-01", "2025-13-45", "a,b:c,,", "../../x", "\x00\x1b[31m\xff", "-1", "NaN", strings.Repeat("x", 5000), "binance_futures", "tickbook.rows"}
)

// values are those of a type to try, a sound one first if there is any.
func (m *maker) values(t reflect.Type, depth int) []reflect.Value {
	if known, ok := special[t]; ok {
		out := make([]reflect.Value, len(known))
		for i, v := range known {
			out[i] = reflect.New(t).Elem()
			if v != nil {
				out[i].Set(reflect.ValueOf(v))
			}
		}
		return out
	}
	out := append([]reflect.Value{}, m.pool[t]...)
	number := func(set func(reflect.Value, int)) {
		n := max(len(integers), len(floats), len(texts))
		for i := range n {
			v := reflect.New(t).Elem()
			set(v, i)
			out = append(out, v)
		}
	}
	switch t.Kind() {
	case reflect.Bool:
		out = append(out, reflect.ValueOf(true).Convert(t), reflect.ValueOf(false).Convert(t))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		number(func(v reflect.Value, i int) { v.SetInt(integers[i%len(integers)]) })
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		number(func(v reflect.Value, i int) { v.SetUint(uint64(integers[i%len(integers)])) })
	case reflect.Float32, reflect.Float64:
		number(func(v reflect.Value, i int) { v.SetFloat(floats[i%len(floats)]) })
	case reflect.String:
		number(func(v reflect.Value, i int) { v.SetString(texts[i%len(texts)]) })
	case reflect.Func:
		out = append(out, stub(t))
	case reflect.Pointer:
		for _, v := range m.values(t.Elem(), depth) {
			p := reflect.New(t.Elem())
			p.Elem().Set(v)
			out = append(out, p)
		}
		if depth > 0 { // within a struct; an argument that is nil is no data
			out = append(out, reflect.Zero(t))
		}
	case reflect.Slice:
		out = append(out, m.slices(t, depth)...)
	case reflect.Array:
		out = append(out, reflect.Zero(t))
	case reflect.Map:
		out = append(out, reflect.Zero(t), m.mapOf(t, depth))
	case reflect.Struct:
		out = append(out, m.structs(t, depth)...)
	case reflect.Interface:
		for _, o := range objects {
			if o.of.Implements(t) {
				out = append(out, m.few(m.values(o.of, depth+1), 4)...)
			}
		}
		if len(out) == 0 {
			panic(fmt.Sprintf("add values of %v to special", t))
		}
		if depth > 0 {
			out = append(out, reflect.Zero(t))
		}
	default:
		panic(fmt.Sprintf("no values of %v can be made", t))
	}
	return out
}

// slices are of no, few and many elements, and sound ones with something amiss.
func (m *maker) slices(t reflect.Type, depth int) (out []reflect.Value) {
	out = append(out, reflect.Zero(t), reflect.MakeSlice(t, 0, 0))
	for _, v := range m.pool[t] {
		out = append(out, m.spoiltSlices(v, depth)...)
	}
	if depth > 3 {
		return out
	}
	elements := m.values(t.Elem(), depth+1)
	some := func(n int, pick func(i int) int) {
		s := reflect.MakeSlice(t, n, n)
		for i := range n {
			s.Index(i).Set(elements[pick(i)%len(elements)])
		}
		out = append(out, s)
	}
	any := func(int) int { return m.rng.IntN(len(elements)) }
	some(1, func(int) int { return 0 })
	some(1, any)
	some(2, func(i int) int { return i })
	some(3, func(int) int { return 0 })
	some(3, any)
	some(12, func(int) int { return 0 })
	some(12, any)
	if elements[0].CanFloat() || elements[0].CanInt() {
		some(300, any)
	}
	return out
}

// spoiltSlices are a sound slice without its end, and with a spoilt element.
func (m *maker) spoiltSlices(v reflect.Value, depth int) (out []reflect.Value) {
	if v.Len() == 0 {
		return nil
	}
	out = append(out, v.Slice(0, v.Len()-1), v.Slice(0, 1))
	for range 3 {
		s := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(s, v)
		place := s.Index(m.rng.IntN(s.Len()))
		place.Set(m.any(m.spoilt(place, depth+1)))
		out = append(out, s)
	}
	return out
}

// structs are empty ones, ones filled with anything, and sound ones with
// something amiss.
func (m *maker) structs(t reflect.Type, depth int) (out []reflect.Value) {
	whole := m.pool[t]
	if len(whole) == 0 && depth == 0 {
		regular := reflect.New(t).Elem()
		m.fill(regular, 0, 0)
		whole = []reflect.Value{regular}
		out = append(out, regular)
	}
	for _, v := range whole {
		out = append(out, m.spoiltStructs(v, depth)...)
	}
	out = append(out, reflect.Zero(t))
	if depth > 3 {
		return out
	}
	for range 6 {
		v := reflect.New(t).Elem()
		for i := range t.NumField() {
			if f := v.Field(i); f.CanSet() {
				f.Set(m.any(m.values(f.Type(), depth+2)))
			}
		}
		out = append(out, v)
	}
	return out
}

// fill sets what can be to regular values: lists of three, numbers that rise,
// names that differ. It stands for what few functions would refuse.
func (m *maker) fill(v reflect.Value, i, depth int) {
	if known, ok := special[v.Type()]; ok && known[0] != nil {
		v.Set(reflect.ValueOf(known[0]))
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(i%2 == 0)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(int64(i) + 1)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(i) + 1)
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float64(i) + 0.5)
	case reflect.String:
		v.SetString(string(rune('a' + i)))
	case reflect.Struct:
		for k := range v.NumField() {
			if f := v.Field(k); f.CanSet() {
				m.fill(f, i, depth+1)
			}
		}
	case reflect.Slice:
		if depth > 5 {
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 3, 3))
		for k := range 3 {
			m.fill(v.Index(k), k, depth+1)
		}
	case reflect.Array:
		for k := range v.Len() {
			m.fill(v.Index(k), k, depth+1)
		}
	case reflect.Pointer:
		if depth <= 5 {
			v.Set(reflect.New(v.Type().Elem()))
			m.fill(v.Elem(), i, depth+1)
		}
	}
}

// spoiltStructs are a sound struct with one of its fields spoilt.
func (m *maker) spoiltStructs(v reflect.Value, depth int) (out []reflect.Value) {
	for i := range v.NumField() {
		if !v.Type().Field(i).IsExported() {
			continue
		}
		for _, spoilt := range m.spoilt(v.Field(i), depth+1) {
			c := reflect.New(v.Type()).Elem()
			c.Set(v)
			c.Field(i).Set(spoilt)
			out = append(out, c)
		}
	}
	return out
}

// spoilt are values instead of a sound one.
func (m *maker) spoilt(v reflect.Value, depth int) []reflect.Value {
	t := v.Type()
	if _, ok := special[t]; ok {
		return m.values(t, depth)
	}
	out := []reflect.Value{reflect.Zero(t)}
	switch t.Kind() {
	case reflect.Slice:
		if depth < 4 {
			out = append(out, m.spoiltSlices(v, depth)...)
		}
	case reflect.Struct:
		if depth < 4 {
			out = append(out, m.few(m.spoiltStructs(v, depth), 4)...)
		}
	case reflect.Pointer:
		if depth < 4 && !v.IsNil() {
			for _, s := range m.few(m.spoilt(v.Elem(), depth), 6) {
				p := reflect.New(t.Elem())
				p.Elem().Set(s)
				out = append(out, p)
			}
		}
	case reflect.Func, reflect.Map, reflect.Interface, reflect.Array:
	default:
		out = append(out, m.few(m.values(t, depth), 4)...)
	}
	return out
}

func (m *maker) mapOf(t reflect.Type, depth int) reflect.Value {
	v := reflect.MakeMap(t)
	for range 3 {
		v.SetMapIndex(m.any(m.values(t.Key(), depth+2)), m.any(m.values(t.Elem(), depth+2)))
	}
	return v
}

func (m *maker) any(of []reflect.Value) reflect.Value { return of[m.rng.IntN(len(of))] }

// few takes n of some values.
func (m *maker) few(of []reflect.Value, n int) []reflect.Value {
	if len(of) <= n {
		return of
	}
	out := make([]reflect.Value, n)
	for i := range out {
		out[i] = m.any(of)
	}
	return out
}

// stub is a function that returns zeros. An iterator's stops at once.
func stub(t reflect.Type) reflect.Value {
	return reflect.MakeFunc(t, func([]reflect.Value) []reflect.Value {
		out := make([]reflect.Value, t.NumOut())
		for i := range out {
			out[i] = reflect.Zero(t.Out(i))
		}
		return out
	})
}
