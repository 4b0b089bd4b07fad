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
