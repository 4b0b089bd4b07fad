package audit

import "math"

// DayStartsUS lists the midnights of the first to the last day, in µs since
// the Unix epoch, UTC: the columns of BarShare and EmptyMinutes.
func (a *Audit) DayStartsUS() []int64 { return append([]int64(nil), a.dates...) }

// BarShare is the share of a day's bars that are present, 0 to 1, by source
// and day; NaN where there is no file that can be read.
func (a *Audit) BarShare() [][]float64 {
	return a.byDay(func(d *Day) float64 { return float64(d.Bars) / float64(a.barsPerDay()) })
}

// EmptyMinutes are the minutes without a trade, by source, day and hour of the
// day; NaN where there is no file that can be read.
func (a *Audit) EmptyMinutes() [][][]float64 {
	out := make([][][]float64, len(a.Sources))
	for i := range a.Sources {
		for k := range a.Sources[i].Days {
			d := &a.Sources[i].Days[k]
			hours := make([]float64, len(d.EmptyByHour))
			for h, n := range d.EmptyByHour {
				hours[h] = float64(n)
				if !d.readable() {
					hours[h] = math.NaN()
				}
			}
			out[i] = append(out[i], hours)
		}
	}
	return out
}

// TradesPerMinute is the mean number of trades by source and minute of the day.
func (a *Audit) TradesPerMinute() [][]float64 {
	out := make([][]float64, len(a.Sources))
	for i := range a.Sources {
		out[i] = append([]float64(nil), a.Sources[i].TradesPerMinute...)
	}
	return out
}

// Closes are the last prices of all bars from the first to the last day, by
// source; NaN where there is no bar. timestampUS has the bars' opening times.
func (a *Audit) Closes() (timestampUS []int64, closes [][]float64) {
	closes = make([][]float64, len(a.Sources))
	for d, start := range a.dates {
		for b := range a.barsPerDay() {
			timestampUS = append(timestampUS, start+int64(b)*a.IntervalUS)
			for i := range closes {
				closes[i] = append(closes[i], a.closeOf(i, d, b))
			}
		}
	}
	return timestampUS, closes
}

func (a *Audit) closeOf(source, day, bar int) float64 {
	if source < len(a.closes) && day < len(a.closes[source]) && bar < len(a.closes[source][day]) {
		return a.closes[source][day][bar]
	}
	return math.NaN()
}

func (a *Audit) byDay(of func(*Day) float64) [][]float64 {
	out := make([][]float64, len(a.Sources))
	for i := range a.Sources {
		for k := range a.Sources[i].Days {
			v := math.NaN()
			if d := &a.Sources[i].Days[k]; d.readable() {
				v = of(d)
			}
			out[i] = append(out[i], v)
		}
	}
	return out
}

// readable reports whether the day has a file that could be read.
func (d *Day) readable() bool { return d.Exists && d.Refused == "" }
