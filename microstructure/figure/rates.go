package figure

import (
	"fmt"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Rates compares programs by how much they do in a second.
type Rates struct {
	Title   string
	Unit    string // of the rates, such as "million trades/s"
	Caption string // the machine and the date; may be empty
	Tasks   []RateTask
}

// RateTask is what the programs do, and how fast; it gets a panel.
type RateTask struct {
	Name     string
	Programs []ProgramRate // from top to bottom
}

// ProgramRate is the median of several measurements, the least and the largest.
type ProgramRate struct {
	Name            string
	Rate, Low, High float64 // above 0
	Subject         bool    // the program that the figure is about
	Partial         bool    // it does only a part of the task
}

// RateBars draws a bar a program, with whiskers from the least to the largest.
func RateBars(r Rates) (*Figure, error) {
	const name = "rates"
	rows := 0
	var panels []panel
	var words []string
	for _, task := range r.Tasks {
		if len(task.Programs) == 0 {
			return nil, noData(name, task.Name+" has no program")
		}
		rows = max(rows, len(task.Programs))
		p := newPlot()
		ticks := make(plot.ConstantTicks, len(task.Programs))
		for i, program := range task.Programs {
			for _, v := range []float64{program.Low, program.Rate, program.High} {
				if !(v > 0) || v > plausibleLimit {
					return nil, fmt.Errorf("%s: %s, %s: rate %v: %w", name, task.Name, program.Name, v, ErrNotFinite)
				}
			}
			p.X.Max = max(p.X.Max, 1.16*program.High)
			ticks[i] = plot.Tick{Value: -float64(i), Label: program.Name}
			words = append(words, fmt.Sprintf("%s, %s: %s", task.Name, program.Name, text.Significant(program.Rate)))
		}
		p.X.Min, p.Y.Min, p.Y.Max = 0, 0.5-float64(len(task.Programs)), 0.5
		p.Y.Tick.Marker = ticks
		p.X.Label.Text = r.Unit
		p.Add(rateRows(task.Programs))
		panels = append(panels, panel{plot: p, title: task.Name})
	}
	if len(panels) == 0 {
		return nil, noData(name, "there is no task")
	}
	g := grid{title: r.Title, height: 130 + 30*rows, panels: [][]panel{panels}, caption: r.Caption}
	return g.figure(fmt.Sprintf("%s, in %s. %s.", r.Title, r.Unit, strings.Join(words, "; "))), nil
}

// rateRows draws programs at 0, -1, -2, …
type rateRows []ProgramRate

func (r rateRows) Plot(c draw.Canvas, p *plot.Plot) {
	const half, end = 10, 4
	x, y := p.Transforms(&c)
	for i, program := range r {
		at := y(-float64(i))
		box := vg.Rectangle{Min: vg.Point{X: x(0), Y: at - half}, Max: vg.Point{X: x(program.Rate), Y: at + half}}
		style := textStyle(textFont, ink, draw.XLeft, draw.YCenter)
		switch {
		case program.Subject:
			fillBox(c, box, blue)
			style = bold(style)
		case program.Partial:
			drawHatched(c, box)
		default:
			fillBox(c, box, grey)
		}
		lo, hi := x(program.Low), x(program.High)
		c.StrokeLine2(line(ink, 1), lo, at, hi, at)
		for _, x := range []vg.Length{lo, hi} {
			c.StrokeLine2(line(ink, 1), x, at-end, x, at+end)
		}
		label, from := text.Significant(program.Rate), hi+6
		c.FillPolygon(white, rectangle(from-2, at-half, from+style.Width(label)+3, at+half))
		c.FillText(style, vg.Point{X: from, Y: at + 1.5}, label)
	}
}
