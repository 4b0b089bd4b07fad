package parquetio

import "iter"

// KeyValues yields the key-value metadata in order. The file must be parsed.
func (f *File) KeyValues() iter.Seq2[string, string] {
	return func(yield func(key, value string) bool) {
		f.eachKeyValue(func(key, value []byte) bool { return yield(string(key), string(value)) })
	}
}

// Value is the value of the first entry with a key, or "". The file must be
// parsed.
func (f *File) Value(key string) (value string) {
	f.eachKeyValue(func(k, v []byte) bool {
		if string(k) != key {
			return true
		}
		value = string(v)
		return false
	})
	return value
}

// eachKeyValue calls do with the bytes of each entry until it returns false.
func (f *File) eachKeyValue(do func(key, value []byte) bool) {
	if f.meta.keyValues == 0 {
		return
	}
	r := &thriftReader{b: f.meta.footer, pos: f.meta.keyValues}
	n := r.structs(minKeyValue)
	for i := 0; i < n && r.err == nil; i++ {
		var key, value []byte
		r.fields(func(id int, typ byte) bool {
			switch {
			case id == 1 && typ == thriftBinary:
				key = r.binary()
			case id == 2 && typ == thriftBinary:
				value = r.binary()
			default:
				return false
			}
			return true
		})
		if r.err == nil && !do(key, value) {
			return
		}
	}
}
