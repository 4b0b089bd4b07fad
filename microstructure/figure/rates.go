package figure

import (
	"fmt"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Rates compares programs by their throughput.
type Rates struct {
	Title   string
	Unit    string // of the rates, such as "million trades/s"
	Caption string // the machine and the date; may be empty
	Tasks   []RateTask
}

// RateTask is a task with the programs' rates; it gets a panel.
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

// RateBars draws a bar per program, with whiskers from the least to the
// largest.
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
		p := newPlot(fullGrid)
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
		p.X.Min, p.Y.Max = 0, 0.5
		p.Y.Tick.Marker = ticks
		p.X.Label.Text = r.Unit
		addRates(p, task.Programs)
		panels = append(panels, panel{plot: p, title: task.Name})
	}
	if len(panels) == 0 {
		return nil, noData(name, "there is no task")
	}
	for _, p := range panels {
		p.plot.Y.Min = 0.5 - float64(rows) // as many rows everywhere, of one height
	}
	g := grid{title: r.Title, height: 130 + 30*rows, panels: [][]panel{panels}, caption: r.Caption}
	return g.figure(fmt.Sprintf("%s, in %s. %s.", r.Title, r.Unit, strings.Join(words, "; "))), nil
}

// addRates adds a bar with its range and its value for each program, at 0, -1,
// -2, …
func addRates(p *plot.Plot, programs []ProgramRate) {
	const half = 0.33 // of a row of 1
	ranges := &plotter.XErrorBars{LineStyle: line(ink, 1), CapWidth: 8}
	for i, program := range programs {
		y := -float64(i)
		b := box{0, y - half, program.Rate, y + half}
		switch {
		case program.Subject:
			p.Add(boxes(blue, b))
		case program.Partial:
			p.Add(hatched{b})
		default:
			p.Add(boxes(grey, b))
		}
		reach := (program.High - program.Low) / 2
		ranges.XYs = append(ranges.XYs, plotter.XY{X: program.Low + reach, Y: y})
		ranges.XErrors = append(ranges.XErrors, struct{ Low, High float64 }{reach, reach})
	}
	p.Add(ranges, rateLabels(programs))
}

// rateLabels writes the rates to the right of their ranges, where no grid
// crosses them.
type rateLabels []ProgramRate

func (r rateLabels) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for i, program := range r {
		style := textStyle(textFont, ink, draw.XLeft, draw.YCenter)
		if program.Subject {
			style = bold(style)
		}
		label, at := text.Significant(program.Rate), vg.Point{X: x(program.High) + 6, Y: y(-float64(i))}
		c.FillPolygon(white, rectangle(at.X-2, at.Y-9, at.X+style.Width(label)+3, at.Y+9))
		c.FillText(style, vg.Point{X: at.X, Y: at.Y + 1.5}, label)
	}
}
