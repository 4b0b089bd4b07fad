package notebook

import "testing"

func TestDescription(t *testing.T) {
	for svg, want := range map[string]string{
		"<svg><title>T</title><desc>a &lt; b</desc></svg>": "a < b",
		"<svg><title>T</title><desc></desc></svg>":         "T",
		"<svg></svg>":     "figure",
		"<svg><desc>open": "figure",
	} {
		if got := description(svg); got != want {
			t.Errorf("description(%q) = %q, want %q", svg, got, want)
		}
	}
}

type drawing string

func (d drawing) SVG() ([]byte, error) { return []byte("<svg><desc>" + d + "</desc></svg>"), nil }

func (d drawing) PNG() ([]byte, error) { return nil, nil }

// Outside a notebook figures show what they show in words.
func ExampleShow_others() {
	Show(drawing("rising"))
	Show(bold("so"))
	Show(3)
	// Output:
	// [figure: rising]
	// so
	// 3
}
