package figure

import (
	"image"
	"image/color"
	"math"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// raster fills the whole plot with equal cells, the first row on top. It is one
// image in the resolution of a PNG, however many cells there are. NaN is
// hatched.
type raster struct {
	values [][]float64 // [row][column]
	color  func(v float64) color.NRGBA
	gap    int // white pixels between rows
}

func (r raster) Plot(c draw.Canvas, _ *plot.Plot) {
	size := c.Size()
	width, height := int(math.Ceil(float64(pngScale*size.X))), int(math.Ceil(float64(pngScale*size.Y)))
	if width < 1 || height < 1 || len(r.values) == 0 || len(r.values[0]) == 0 {
		return
	}
	picture := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		row := y * len(r.values) / height
		between := len(r.values) > 1 && r.gap > 0 && (y+r.gap/2)%(height/len(r.values)) < r.gap
		for x := range width {
			v := r.values[row][x*len(r.values[row])/width]
			fill := white
			switch {
			case between:
			case !math.IsNaN(v):
				fill = r.color(v)
			case (x+y)%14 < 3:
				fill = hatchLine
			default:
				fill = emptyCell
			}
			picture.SetNRGBA(x, y, fill)
		}
	}
	c.DrawImage(vg.Rectangle{Min: c.Min, Max: c.Max}, picture)
}

// scaleSpace is the width of a raster's scale, whose labels have a unit.
const scaleSpace = colorBarSpace + 26

// dayPlot is an empty plot whose X axis covers exactly the given days, which
// are consecutive.
func dayPlot(dayUS []int64) *plot.Plot {
	p := newPlot(nil)
	p.X.Min, p.X.Max = float64(dayUS[0]), float64(dayUS[len(dayUS)-1])+float64(day.Microseconds())
	p.X.Tick.Marker = calendarTicks{length: fullAxis - scaleSpace, style: p.X.Tick.Label}
	if len(dayUS) <= maxCalendarTicks { // a label in the middle of each, and no hours
		var noons plot.ConstantTicks
		for _, us := range dayUS {
			noon := time.UnixMicro(us + day.Microseconds()/2).UTC()
			noons = append(noons, plot.Tick{Value: float64(noon.UnixMicro()), Label: noon.Format(dayForm + "\n" + yearForm)})
		}
		p.X.Tick.Marker = noons
	}
	p.X.Label.Text = "Day (UTC)"
	return p
}

// checkDays reports days that are not consecutive.
func checkDays(figure string, dayUS []int64) error {
	for i := range dayUS {
		if i > 0 && dayUS[i] != dayUS[i-1]+day.Microseconds() {
			return shape(figure, "day %d starts at %d µs, not one day after the day before", i, dayUS[i])
		}
	}
	return nil
}
