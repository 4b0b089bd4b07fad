package audit

import (
	"encoding/json"
	"math"
)

// A Float is a number that is null in JSON if unknown (NaN).
type Float float64

// MarshalJSON writes the number, or null if it is NaN or infinite.
func (f Float) MarshalJSON() ([]byte, error) {
	if v := float64(f); math.IsNaN(v) || math.IsInf(v, 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(f))
}

// UnmarshalJSON reads null as NaN.
func (f *Float) UnmarshalJSON(data []byte) error {
	v := math.NaN()
	if string(data) != "null" {
		if err := json.Unmarshal(data, &v); err != nil {
			return err
		}
	}
	*f = Float(v)
	return nil
}

// unknown is the Float that is null in JSON.
func unknown() Float { return Float(math.NaN()) }

// ratio is a/b, unknown if b is 0.
func ratio(a, b float64) Float {
	if b == 0 {
		return unknown()
	}
	return Float(a / b)
}
