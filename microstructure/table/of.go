package table

import (
	"cmp"
	"fmt"
	"math"
	"reflect"
	"slices"
	"time"
)

// Of makes a table of a slice of structs, with a column for each exported
// field, of a map, with its keys in order, or of a struct, with a row for each
// field. It reports whether x is one of these: a struct without exported
// fields, or one that is a fmt.Stringer, such as a time, is not. Fields in µs,
// whose names end in US, and times become Times.
func Of(x any) (Table, bool) {
	v := reflect.ValueOf(x)
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.Slice, reflect.Array:
		element := v.Type().Elem()
		for element.Kind() == reflect.Pointer {
			element = element.Elem()
		}
		if element.Kind() == reflect.Struct && len(fieldsOf(element)) > 0 {
			return ofRows(v, element), true
		}
	case reflect.Map:
		return ofMap(v), true
	case reflect.Struct:
		if _, named := x.(fmt.Stringer); !named && len(fieldsOf(v.Type())) > 0 {
			return ofFields(v), true
		}
	}
	return Table{}, false
}

// fieldsOf are the exported fields of a struct, those of embedded ones
// included, that no pointer is on the way to.
func fieldsOf(t reflect.Type) []reflect.StructField {
	return slices.DeleteFunc(reflect.VisibleFields(t), func(f reflect.StructField) bool {
		return !f.IsExported() || f.Anonymous || !reachable(t, f.Index)
	})
}

func ofRows(v reflect.Value, element reflect.Type) Table {
	var t Table
	for _, f := range fieldsOf(element) {
		cells := make([]reflect.Value, v.Len())
		for i := range cells {
			row := v.Index(i)
			for row.Kind() == reflect.Pointer && !row.IsNil() {
				row = row.Elem()
			}
			if row.Kind() == reflect.Struct {
				cells[i] = row.FieldByIndex(f.Index)
			}
		}
		t.Columns = append(t.Columns, Column{f.Name, valuesOf(f.Name, f.Type, cells)})
	}
	return t
}

// reachable reports whether no pointer is on the way to a field.
func reachable(t reflect.Type, index []int) bool {
	for _, i := range index[:len(index)-1] {
		t = t.Field(i).Type
		if t.Kind() != reflect.Struct {
			return false
		}
	}
	return true
}

func ofMap(v reflect.Value) Table {
	keys := v.MapKeys()
	slices.SortFunc(keys, compareKeys)
	values := make([]reflect.Value, len(keys))
	for i, k := range keys {
		values[i] = v.MapIndex(k)
	}
	return Table{Columns: []Column{
		{"key", valuesOf("key", v.Type().Key(), keys)}, {"value", valuesOf("value", v.Type().Elem(), values)},
	}}
}

func compareKeys(a, b reflect.Value) int {
	switch {
	case a.CanInt():
		return cmp.Compare(a.Int(), b.Int())
	case a.CanUint():
		return cmp.Compare(a.Uint(), b.Uint())
	case a.CanFloat():
		return cmp.Compare(a.Float(), b.Float())
	}
	return cmp.Compare(worded(a), worded(b))
}

func ofFields(v reflect.Value) Table {
	t := New("", "field", "value")
	for _, f := range fieldsOf(v.Type()) {
		t.Add(f.Name, valuesOf(f.Name, f.Type, []reflect.Value{v.FieldByIndex(f.Index)}).shown(0))
	}
	return t
}

// valuesOf is a column of values of a type; an invalid one is of a nil pointer.
func valuesOf(name string, of reflect.Type, cells []reflect.Value) Values {
	_, words := reflect.Zero(of).Interface().(fmt.Stringer)
	micros := len(name) > 2 && name[len(name)-2:] == "US"
	switch kind := of.Kind(); {
	case of == reflect.TypeFor[time.Time]():
		return column[Times](cells, func(v reflect.Value) int64 { return v.Interface().(time.Time).UnixMicro() })
	case words || kind < reflect.Int || kind > reflect.Float64:
		return column[Texts](cells, worded)
	case kind == reflect.Int64 && micros:
		return column[Times](cells, reflect.Value.Int)
	case kind <= reflect.Int64:
		return column[Ints](cells, reflect.Value.Int)
	case kind <= reflect.Uintptr:
		return column[Ints](cells, func(v reflect.Value) int64 { return int64(min(v.Uint(), math.MaxInt64)) })
	}
	return column[Floats](cells, reflect.Value.Float)
}

func column[V ~[]E, E any](cells []reflect.Value, of func(reflect.Value) E) V {
	out := make(V, len(cells))
	for i, c := range cells {
		if c.IsValid() {
			out[i] = of(c)
		}
	}
	return out
}

// worded is a value in words: of a long list how many there are.
func worded(v reflect.Value) string {
	const listed = 6 // elements that are shown
	switch v.Kind() {
	case reflect.Slice, reflect.Map:
		if v.Len() > listed {
			return fmt.Sprintf("%d of %s", v.Len(), v.Type().Elem())
		}
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return ""
		}
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		return v.Type().String()
	}
	if !v.CanInterface() {
		return v.Type().String()
	}
	return fmt.Sprint(v.Interface())
}
