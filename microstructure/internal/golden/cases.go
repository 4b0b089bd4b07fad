package golden

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// Cases reads the cases of a JSON file in testdata: inputs with the output of
// another program.
func Cases[Case any](t testing.TB, file string) []Case {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	var all struct{ Cases []Case }
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	if len(all.Cases) == 0 {
		t.Fatalf("%s has no cases", file)
	}
	return all.Cases
}

// A Number is read from a JSON number, null for NaN, "inf" or "-inf".
type Number float64

// UnmarshalJSON reads a Number.
func (n *Number) UnmarshalJSON(b []byte) error {
	switch string(b) {
	case "null":
		*n = Number(math.NaN())
	case `"inf"`:
		*n = Number(math.Inf(1))
	case `"-inf"`:
		*n = Number(math.Inf(-1))
	default:
		return json.Unmarshal(b, (*float64)(n))
	}
	return nil
}

// Floats converts numbers.
func Floats(numbers []Number) []float64 {
	out := make([]float64, len(numbers))
	for i, v := range numbers {
		out[i] = float64(v)
	}
	return out
}
