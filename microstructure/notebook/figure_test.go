package notebook

import (
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
)

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

// Structs that have a text of their own are shown by it.
func ExampleShow_named() {
	Show(microstructure.Interval{})
	Show(time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC))
	Show(evidence.Tier{Source: "binance_futures", Level: 2})
	Show(&evidence.CrossBack{Direction: evidence.Against, Enter: 1.5})
	// Output:
	// 5m
	// 2025-11-01 00:00:00 +0000 UTC
	// tier 2 of binance_futures
	// against, beyond 1.5, until it is back at 0
}

func TestImage(t *testing.T) {
	got := image("svg+xml", []byte("<svg/>"), `a "b" < c`, 300)
	want := `<img class="tickbook-figure" width="300" alt="a &#34;b&#34; &lt; c" style="max-width:100%;height:auto" src="data:image/svg+xml;base64,PHN2Zy8+">`
	if got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
