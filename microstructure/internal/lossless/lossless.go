package lossless

import (
	"bytes"
	"encoding/gob"
	"math"
	"reflect"
)

// Encode encodes exported fields alone, as gob does. Pointers to numbers and
// maps of structs do not keep the sign of zero.
func Encode(v any) ([]byte, error) {
	var negative []int // among the fields that are floats
	n := 0
	floats(reflect.ValueOf(v), func(field reflect.Value) {
		if x := field.Float(); x == 0 && math.Signbit(x) {
			negative = append(negative, n)
		}
		n++
	})
	var out bytes.Buffer
	e := gob.NewEncoder(&out)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	err := e.Encode(negative)
	return out.Bytes(), err
}

// Decode decodes what Encode returned into the zero value that a pointer points
// to.
func Decode(encoded []byte, into any) error {
	d := gob.NewDecoder(bytes.NewReader(encoded))
	var negative []int
	if err := d.Decode(into); err != nil {
		return err
	}
	if err := d.Decode(&negative); err != nil {
		return err
	}
	n := 0
	floats(reflect.ValueOf(into), func(field reflect.Value) {
		if len(negative) > 0 && negative[0] == n {
			field.SetFloat(math.Copysign(0, -1))
			negative = negative[1:]
		}
		n++
	})
	return nil
}

// floats calls f with each float that is a field of a struct. Those of slices
// and arrays are not: gob has all of their elements.
func floats(v reflect.Value, f func(field reflect.Value)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			floats(v.Elem(), f)
		}
	case reflect.Slice, reflect.Array:
		switch v.Type().Elem().Kind() {
		case reflect.Struct, reflect.Pointer, reflect.Slice, reflect.Array:
			for i := range v.Len() {
				floats(v.Index(i), f)
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			switch field := v.Field(i); {
			case !field.CanInterface(): // not exported
			case field.CanFloat():
				f(field)
			default:
				floats(field, f)
			}
		}
	}
}
