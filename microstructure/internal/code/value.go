package code

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Value writes data so that equal texts mean equal values: {Share:0.1 Days:3}.
// Data are booleans, numbers, strings, and arrays, slices, maps and structs of
// them; whatever else a value may hold is an error that names it.
func Value(v any) (string, error) {
	var b strings.Builder
	if v == nil {
		return "nil", nil
	}
	err := appendValue(&b, reflect.ValueOf(v), "the value")
	return b.String(), err
}

func appendValue(b *strings.Builder, v reflect.Value, name string) error {
	switch v.Kind() {
	case reflect.Bool:
		b.WriteString(strconv.FormatBool(v.Bool()))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		b.WriteString(strconv.FormatInt(v.Int(), 10))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		b.WriteString(strconv.FormatUint(v.Uint(), 10))
	case reflect.Float32, reflect.Float64:
		b.WriteString(strconv.FormatFloat(v.Float(), 'g', -1, 64))
	case reflect.Complex64, reflect.Complex128:
		b.WriteString(strconv.FormatComplex(v.Complex(), 'g', -1, 128))
	case reflect.String:
		b.WriteString(strconv.Quote(v.String()))
	case reflect.Slice, reflect.Array:
		b.WriteByte('[')
		for i := range v.Len() {
			if i > 0 {
				b.WriteByte(' ')
			}
			if err := appendValue(b, v.Index(i), fmt.Sprintf("%s[%d]", name, i)); err != nil {
				return err
			}
		}
		b.WriteByte(']')
	case reflect.Struct:
		b.WriteByte('{')
		for i := range v.NumField() {
			if i > 0 {
				b.WriteByte(' ')
			}
			field := v.Type().Field(i).Name
			b.WriteString(field + ":")
			if err := appendValue(b, v.Field(i), name+"."+field); err != nil {
				return err
			}
		}
		b.WriteByte('}')
	case reflect.Map:
		return appendMap(b, v, name)
	default:
		return fmt.Errorf("%s is a %v, which is not data: use numbers, strings, and structs, slices and maps of them", name, v.Type())
	}
	return nil
}

func appendMap(b *strings.Builder, v reflect.Value, name string) error {
	var entries []string
	for _, key := range v.MapKeys() {
		var entry strings.Builder
		if err := appendValue(&entry, key, "a key of "+name); err != nil {
			return err
		}
		text := entry.String()
		entry.WriteByte(':')
		if err := appendValue(&entry, v.MapIndex(key), name+"["+text+"]"); err != nil {
			return err
		}
		entries = append(entries, entry.String())
	}
	slices.Sort(entries)
	b.WriteString("map[" + strings.Join(entries, " ") + "]")
	return nil
}
