package golden

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// Data writes the data of a figure, a struct, with one line per exported field
// that has a value: numbers to six digits; of a long list only some, with a
// checksum of all.
func Data(v any) string {
	var b strings.Builder
	writeFields(&b, reflect.ValueOf(v), "")
	return b.String()
}

func writeFields(b *strings.Builder, v reflect.Value, indent string) {
	for i := range v.NumField() {
		if field := v.Type().Field(i); field.IsExported() && !v.Field(i).IsZero() {
			writeValue(b, field.Name, v.Field(i), indent)
		}
	}
}

// writeValue writes structs and lists of them below their name, and lists of
// lists with a line for each.
func writeValue(b *strings.Builder, name string, v reflect.Value, indent string) {
	switch {
	case v.Kind() == reflect.Struct:
		fmt.Fprintf(b, "%s%s\n", indent, name)
		writeFields(b, v, indent+"  ")
	case v.Kind() == reflect.Slice && (v.Type().Elem().Kind() == reflect.Struct || v.Type().Elem().Kind() == reflect.Slice):
		for i := range v.Len() {
			writeValue(b, fmt.Sprintf("%s[%d]", name, i), v.Index(i), indent)
		}
	case v.Kind() == reflect.Slice:
		words := make([]string, v.Len())
		for i := range words {
			words[i] = word(v.Index(i))
		}
		fmt.Fprintf(b, "%s%s %s\n", indent, name, someOf(words, "values"))
	default:
		fmt.Fprintf(b, "%s%s %s\n", indent, name, word(v))
	}
}

func word(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'g', 6, 64)
	case reflect.String:
		return strconv.Quote(v.String())
	}
	return fmt.Sprint(v)
}
