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

// Sequential scales, light to dark: more blue is more of what is wanted, more
// orange more of what is not.
var (
	blues   = divergingStops[3:]
	oranges = []color.NRGBA{divergingStops[3], divergingStops[2], divergingStops[1], divergingStops[0]}
)

// sequential is the colour of v on a scale from 0 to limit.
func sequential(stops []color.NRGBA, v, limit float64) color.NRGBA {
	n := float64(len(stops) - 1)
	at := min(n, max(0, v/limit*n))
	i := min(int(at), len(stops)-2)
	a, b, t := stops[i], stops[i+1], at-float64(i)
	mix := func(x, y uint8) uint8 { return uint8(math.Round(float64(x) + t*(float64(y)-float64(x)))) }
	return color.NRGBA{R: mix(a.R, b.R), G: mix(a.G, b.G), B: mix(a.B, b.B), A: 255}
}

// raster fills the whole plot with equal cells, the first row on top. It is one
// image, however many cells there are. NaN is hatched.
type raster struct {
	values [][]float64 // [row][column]
	stops  []color.NRGBA
	limit  float64 // the end of the scale, which starts at 0
	gap    int     // white pixels between rows
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
				fill = sequential(r.stops, v, r.limit)
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

// scaleBar is the scale of rasters, to the right of the panels.
type scaleBar struct {
	stops []color.NRGBA
	limit float64
	ticks numberTicks
	label string
}

// draw draws the bar to the right of data and as high.
func (b scaleBar) draw(_, data draw.Canvas) {
	const bands, width = 64, 14
	left := data.Max.X + panelGap
	at := func(v float64) vg.Length { return data.Min.Y + data.Size().Y*vg.Length(v/b.limit) }
	for i := range bands { // each up to the end, so that no seam shows between two
		from, middle := b.limit*float64(i)/bands, b.limit*(float64(i)+0.5)/bands
		data.FillPolygon(sequential(b.stops, middle, b.limit), rectangle(left, at(from), left+width, data.Max.Y))
	}
	style := textStyle(tickFont, ink, draw.XLeft, draw.YCenter)
	var widest vg.Length
	for _, t := range b.ticks.Ticks(0, b.limit) {
		data.StrokeLine2(line(axisLine, 1), left+width, at(t.Value), left+width+3, at(t.Value))
		data.FillText(style, vg.Point{X: left + width + 6, Y: at(t.Value)}, t.Label)
		widest = max(widest, style.Width(t.Label))
	}
	title := textStyle(textFont, ink, draw.XCenter, draw.YTop)
	title.Rotation = math.Pi / 2
	data.FillText(title, vg.Point{X: left + width + 10 + widest, Y: data.Center().Y}, b.label)
}

// scaleSpace is the room that a scaleBar takes to the right of the panels.
const scaleSpace = colorBarSpace + 26

// dayPlot is an empty plot whose X axis covers days, exactly. Their midnights
// are one day after the other.
func dayPlot(dayUS []int64) *plot.Plot {
	p := newPlot()
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

// checkDays reports days that are not one after the other.
func checkDays(figure string, dayUS []int64) error {
	for i := range dayUS {
		if i > 0 && dayUS[i] != dayUS[i-1]+day.Microseconds() {
			return shape(figure, "day %d starts at %d µs, not one day after the day before", i, dayUS[i])
		}
	}
	return nil
}
