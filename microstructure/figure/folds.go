package figure

import (
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Folds are the spans of a walk-forward with the trading in each.
type Folds struct {
	Symbol string
	Rule   string // how a configuration is chosen, in a few words; may be empty
	Folds  []Fold // in time order
}

// Fold is one train span and the test span after it; times are µs since the
// Unix epoch, UTC, and the ends are exclusive.
type Fold struct {
	TrainFromUS, TrainToUS int64
	TestFromUS, TestToUS   int64
	Chosen                 string  // configuration; empty for the choice not to trade
	Trips                  float64 // round trips in test
	NetBps                 float64
}

// FoldChart draws a row per fold: the train span, the gap between it and the
// test span, and the test span in blue for a profit, vermillion for a loss and
// hatched where the choice was not to trade. The configuration chosen stands to
// the left, the result to the right.
func FoldChart(d Folds) (*Figure, error) {
	const name = "fold chart"
	const wide, narrow, most = 30, 7, 25 // heights of a row, and the number of rows above which they are low
	n := len(d.Folds)
	if n == 0 {
		return nil, noData(name, "there is no fold; take a longer span or train on fewer days")
	}
	traded, from, to := 0, int64(math.MaxInt64), int64(math.MinInt64)
	for i, f := range d.Folds {
		if !(f.TrainFromUS < f.TrainToUS && f.TrainToUS <= f.TestFromUS && f.TestFromUS < f.TestToUS) {
			return nil, shape(name, "fold %d: train [%d, %d) and test [%d, %d) are not in this order", i+1, f.TrainFromUS, f.TrainToUS, f.TestFromUS, f.TestToUS)
		}
		if err := checkFinite(name, "net profit", []float64{f.NetBps}); err != nil {
			return nil, err
		}
		if f.Chosen != "" {
			traded++
		}
		from, to = min(from, f.TrainFromUS), max(to, f.TestToUS)
	}
	p := newPlot(fullGrid)
	p.Y.Min, p.Y.Max = -0.5, float64(n)-0.5
	row := wide
	if n > most {
		row = narrow
	}
	p.Y.Tick.Marker = d.labels(n <= most)
	setTimeAxis(p, 600, from, to)
	p.X.Label.Text = "Time (UTC)"
	train, profit, loss, idle := d.boxes()
	p.Add(train, profit, loss, idle)
	if n > most {
		p.Y.Label.Text = fmt.Sprintf("Folds 1 to %d, from above", n)
	}
	g := grid{
		title:  d.Symbol + ": folds and chosen configurations",
		height: 140 + row*n,
		panels: [][]panel{{{plot: p, title: fmt.Sprintf("%s, %d of them traded", text.Plural(n, "fold"), traded), subtitle: d.Rule, legend: []legendEntry{
			{"Train", train},
			{"Test, profit", profit},
			{"Test, loss", loss},
			{"Test, no trading", idle},
		}}}},
	}
	if d.Rule != "" {
		g.height += titleHeight
	}
	if n <= most {
		g.right, g.finish = 150, d.results
	}
	return g.figure(fmt.Sprintf("%s. %s, %d of them traded: %s.", g.title, text.Plural(n, "fold"), traded, d.words())), nil
}

// labels names the configurations, one per row.
func (d Folds) labels(shown bool) plot.ConstantTicks {
	var ticks plot.ConstantTicks
	for i, f := range d.Folds {
		label := ""
		if shown {
			if label = f.Chosen; label == "" {
				label = "no trading"
			}
		}
		ticks = append(ticks, plot.Tick{Value: float64(len(d.Folds) - 1 - i), Label: label})
	}
	return ticks
}

// results writes each fold's result to the right of its row.
func (d Folds) results(_, data draw.Canvas) {
	style := textStyle(textFont, ink, draw.XLeft, draw.YCenter)
	height := data.Size().Y / vg.Length(len(d.Folds))
	for i, f := range d.Folds {
		at := vg.Point{X: data.Max.X + 10, Y: data.Max.Y - height*(vg.Length(i)+0.5) + 1.5}
		data.FillText(style, at, f.result())
	}
}

func (f Fold) result() string {
	if f.Chosen == "" {
		return text.Missing
	}
	return text.Bps(f.NetBps, 1) + ", " + text.Trips(f.Trips) + " trips"
}

// words lists the first folds.
func (d Folds) words() string {
	const most = 12
	said := ""
	for i, f := range d.Folds[:min(len(d.Folds), most)] {
		if i > 0 {
			said += "; "
		}
		if f.Chosen == "" {
			said += "no trading"
		} else {
			said += f.Chosen + " " + f.result()
		}
	}
	if len(d.Folds) > most {
		said += "; and so on"
	}
	return said
}

// boxes are the spans, the first fold on top: those of training, and those of
// test by what came of them.
func (d Folds) boxes() (train, profit, loss *plotter.Polygon, idle hatched) {
	const half = 0.34 // of a row of 1
	var trains, profits, losses []box
	for i, f := range d.Folds {
		mid := float64(len(d.Folds) - 1 - i)
		trains = append(trains, box{float64(f.TrainFromUS), mid - half, float64(f.TrainToUS), mid + half})
		test := box{float64(f.TestFromUS), mid - half, float64(f.TestToUS), mid + half}
		switch {
		case f.Chosen == "":
			idle = append(idle, test)
		case f.NetBps > 0:
			profits = append(profits, test)
		default:
			losses = append(losses, test)
		}
	}
	return boxes(rgb(0xcfcfcf), trains...), boxes(blue, profits...), boxes(vermillion, losses...), idle
}
