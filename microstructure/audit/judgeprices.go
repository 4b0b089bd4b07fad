package audit

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// prices judges prices far from the running median.
func (j judge) prices(name string, d *Day) {
	if n := len(d.Strays.Largest); n > 0 {
		e, severity := &d.Strays.Largest[0], Warning
		if math.Abs(e.By()) >= j.Thresholds.PriceDeviationError {
			severity = Error
		}
		j.find(severity, CheckPrice, name, d.Date, "%s more than %s from the running median, which nothing around %s supports; the furthest is %s at %s, where the median is %s",
			text.Plural(d.Strays.Rows, "price"), text.GivenPercent(j.Thresholds.PriceDeviation), itThem(d.Strays.Rows), digits(e.Extreme), moment(e.ExtremeUS), digits(e.Reference)).
			figure("%s up to %s", text.Plural(d.Strays.Rows, "price"), digits(e.Extreme))
	}
	if len(d.Moves.Largest) > 0 {
		more := ""
		if n := d.Moves.Count - 1; n > 0 {
			more = fmt.Sprintf("; and %s, of %s", text.Plural(n, "smaller move"), text.Plural(d.Moves.Rows-d.Moves.Largest[0].Rows, "trade"))
		}
		j.find(Warning, CheckPrice, name, d.Date, "%s%s", d.Moves.Largest[0].describe(), more).
			figure("%s in %s", d.Moves.Largest[0].percent(), text.Plural(d.Moves.Rows, "trade"))
	}
}

// describe describes a move, such as
//
//	a move from 4.084 to 0.0044 (−99.9 %) and back: 79 trades from 21:20:00 to
//	21:45:38, 80,000 in base and 110,000 in quote currency, 34.9 % of it bought
func (e *Excursion) describe() string {
	back := "and back"
	if !e.Returned {
		back = "that stayed"
	}
	with := ""
	if len(e.With) > 0 {
		with = "; at the same time as " + strings.Join(e.With, " and ")
	}
	volume := ""
	if e.Quantity > 0 {
		volume = fmt.Sprintf(", %s in base and %s in quote currency, %s of it bought", amount(e.Quantity), amount(e.QuoteQuantity), text.Percent(e.Bought/e.Quantity))
	}
	return fmt.Sprintf("a move from %s to %s (%s) %s: %s from %s to %s%s%s",
		digits(e.Reference), digits(e.Extreme), e.percent(), back, text.Plural(e.Rows, "trade"), timeOfDay(e.FromUS), timeOfDay(e.ToUS), volume, with)
}

// percent is how far the extreme is from the reference, such as −99.9 %.
func (e *Excursion) percent() string {
	return text.Signed(100*e.By(), 1) + " %"
}

// digits formats a price as quoted: a median of two may have more digits than
// any quote.
func digits(price float64) string { return strconv.FormatFloat(price, 'g', 8, 64) }

// amount writes a volume: whole from 100 on, with three digits below.
func amount(v float64) string {
	if v >= 100 && v < 1e15 {
		return text.Count(int64(math.Round(v)))
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}

func timeOfDay(us int64) string { return time.UnixMicro(us).UTC().Format(time.TimeOnly) }

func itThem(n int64) string {
	if n == 1 {
		return "it"
	}
	return "them"
}
