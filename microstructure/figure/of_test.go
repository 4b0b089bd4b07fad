package figure

import (
	"strings"
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
)

func TestOf(t *testing.T) {
	p := plot.New()
	p.Title.Text, p.X.Label.Text = "Own <plot>", "bars"
	line, err := plotter.NewLine(plotter.XYs{{X: 0, Y: 0}, {X: 1, Y: 2}})
	if err != nil {
		t.Fatal(err)
	}
	p.Add(line)
	f, ok := Of(p)
	if !ok {
		t.Fatal("a plot is no figure")
	}
	svg, err := f.SVG()
	if err != nil || !strings.Contains(string(svg), "<desc>Own &lt;plot&gt;; across: bars</desc>") || !strings.Contains(string(svg), "<path") {
		t.Errorf("%v\n%s", err, svg)
	}
	if _, err := f.PNG(); err != nil {
		t.Error(err)
	}
	if same, ok := Of(f); !ok || same != f {
		t.Error("a figure is another one")
	}
	for _, x := range []any{nil, 3, plot.Plot{}} {
		if _, ok := Of(x); ok {
			t.Errorf("%T is a figure", x)
		}
	}
	if f, ok := Of((*plot.Plot)(nil)); !ok {
		t.Error("no plot is none")
	} else if _, err := f.SVG(); err == nil {
		t.Error("no plot is drawn")
	}
}
