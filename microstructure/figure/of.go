package figure

import (
	"gonum.org/v1/plot"
)

// Size of figures of the user's own plots, in CSS pixels.
const (
	plotWidth  = 800
	plotHeight = 450
)

// Of is the figure that x is: a *Figure itself, and a *plot.Plot of the plot
// library, with its title and the labels of its axes as the words. It reports
// whether x is one of these.
func Of(x any) (*Figure, bool) {
	switch x := x.(type) {
	case *Figure:
		return x, true
	case *plot.Plot:
		if x == nil {
			return nil, true
		}
		alt := x.Title.Text
		for _, axis := range []struct{ name, label string }{{"across", x.X.Label.Text}, {"up", x.Y.Label.Text}} {
			if axis.label != "" {
				alt += "; " + axis.name + ": " + axis.label
			}
		}
		return &Figure{Title: x.Title.Text, Alt: alt, Width: plotWidth, Height: plotHeight, draw: x.Draw}, true
	}
	return nil, false
}
