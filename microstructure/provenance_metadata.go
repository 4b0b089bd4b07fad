package microstructure

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"strconv"
	"strings"
)

// metadataPrefix begins the keys of a Provenance among a file's metadata.
const metadataPrefix = "tickbook."

// SyntheticKey is the key of Provenance.Synthetic. Any program can mark a file
// of simulated trades with it; the value is not empty.
const SyntheticKey = metadataPrefix + "synthetic"

// Metadata returns p as key-value metadata. A file without an import has only
// the keys that are not empty.
func (p *Provenance) Metadata() map[string]string {
	m := make(map[string]string)
	addMetadata(m, reflect.ValueOf(p).Elem(), p.Imported())
	return m
}

// addMetadata adds the fields of a struct; if all is set, including zero fields
// that are not optional.
func addMetadata(m map[string]string, v reflect.Value, all bool) {
	for i := range v.NumField() {
		key, optional := metadataKey(v.Type().Field(i))
		switch field := v.Field(i); {
		case field.Kind() == reflect.Pointer:
			if !field.IsNil() {
				addMetadata(m, field.Elem(), true)
			}
		case all && !optional || !field.IsZero():
			m[key] = formatMetadata(field.Interface())
		}
	}
}

// ParseProvenance reads a Provenance from a file's key-value metadata. Other
// keys are ignored, and so are repeated ones.
//
// Missing texts and lists are empty. Of the other keys of an import, all must
// be present or none, and likewise of an IDRange: reading a missing number as 0
// would make it look like a figure. If some are missing or a value is
// malformed, the error names them, and the Provenance holds the rest.
func ParseProvenance(metadata iter.Seq2[string, string]) (Provenance, error) {
	var p Provenance
	r := metadataReader{metadata: make(map[string]string)}
	for key, value := range metadata {
		if _, again := r.metadata[key]; !again && knownKeys[key] {
			r.metadata[key] = value
		}
	}
	r.read(reflect.ValueOf(&p).Elem())
	if len(r.errs) == 0 {
		r.errs = append(r.errs, p.Validate())
	}
	return p, errors.Join(r.errs...)
}

// knownKeys are the keys of all fields. A file may have any number of others.
var knownKeys = func() map[string]bool {
	known := make(map[string]bool)
	addKeys(known, reflect.TypeFor[Provenance]())
	return known
}()

func addKeys(known map[string]bool, t reflect.Type) {
	for i := range t.NumField() {
		if f := t.Field(i); f.Type.Kind() == reflect.Pointer {
			addKeys(known, f.Type.Elem())
		} else {
			key, _ := metadataKey(f)
			known[key] = true
		}
	}
}

// A metadataReader fills structs from metadata.
type metadataReader struct {
	metadata map[string]string
	errs     []error
}

// read fills the fields of a struct and reports whether any that is not
// optional has a key.
func (r *metadataReader) read(v reflect.Value) (found bool) {
	var missing []string
	for i := range v.NumField() {
		field := v.Field(i)
		if field.Kind() == reflect.Pointer {
			if part := reflect.New(field.Type().Elem()); r.read(part.Elem()) {
				field.Set(part)
			}
			continue
		}
		key, optional := metadataKey(v.Type().Field(i))
		text, ok := r.metadata[key]
		if !ok {
			if !optional {
				missing = append(missing, key)
			}
			continue
		}
		found = found || !optional
		if want := parseMetadata(field.Addr().Interface(), text); want != "" {
			r.errs = append(r.errs, fmt.Errorf("%s is %.60q; it must be %s", key, text, want))
		}
	}
	if found && len(missing) > 0 {
		r.errs = append(r.errs, fmt.Errorf("the metadata of the import lack %s", strings.Join(missing, ", ")))
	}
	return found
}

// metadataKey is the key of a field, and whether it may be missing.
func metadataKey(f reflect.StructField) (key string, optional bool) {
	name, option, _ := strings.Cut(f.Tag.Get("json"), ",")
	return metadataPrefix + name, option == "omitempty"
}

func formatMetadata(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case int64, uint64:
		return fmt.Sprint(v)
	}
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // lists of strings and integers are never refused
	}
	return string(text)
}

// Limits on a value, since an item of a list can take twenty times its text in
// memory. An archive has three commas.
const (
	maxText   = 1 << 16 // bytes
	maxCommas = 1 << 16
)

var tooLong = fmt.Sprintf("a list with at most %d commas", maxCommas)

// parseMetadata sets the value that a pointer points to. If the text does not
// fit, it sets nothing and returns what the text must be.
func parseMetadata(pointer any, text string) (want string) {
	switch to := pointer.(type) {
	case *string:
		if len(text) > maxText {
			return fmt.Sprintf("a text of at most %d bytes", maxText)
		}
		*to = text
		return ""
	case *bool:
		v, err := strconv.ParseBool(text)
		return set(to, v, err, "true or false")
	case *float64:
		v, err := strconv.ParseFloat(text, 64)
		return set(to, v, err, "a number")
	case *int64:
		v, err := strconv.ParseInt(text, 10, 64)
		return set(to, v, err, "a whole number")
	case *uint64:
		v, err := strconv.ParseUint(text, 10, 64)
		return set(to, v, err, "a whole number, at least 0")
	case *[]string:
		if strings.Count(text, ",") > maxCommas {
			return tooLong
		}
		var v []string
		if json.Unmarshal([]byte(text), &v) != nil {
			v = strings.Split(text, ",") // the other way to write a list
		}
		return set(to, v, nil, "")
	case *[]ArchiveUse:
		if strings.Count(text, ",") > maxCommas {
			return tooLong
		}
		var v []ArchiveUse
		err := json.Unmarshal([]byte(text), &v)
		return set(to, v, err, "a JSON list of archives")
	}
	panic(fmt.Sprintf("no metadata are made of %T", pointer))
}

func set[T any](to *T, value T, err error, want string) string {
	if err != nil {
		return want
	}
	*to = value
	return ""
}
