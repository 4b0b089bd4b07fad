package result

import (
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/table"
)

// BarTable lists a source's bars with their returns and the user's columns:
// table bars_SOURCE. Bars by activity have their ends as well.
func BarTable(s microstructure.SourceBars) table.Table {
	all, delayed := microstructure.BarColumns(), microstructure.DelayedPrices()
	column := func(f microstructure.Feature) table.Column { return table.FloatsOf(f.Name, s.Bars, f.Of) }
	t := table.Table{Name: barsPrefix + s.Source.Name}
	t.Columns = append(t.Columns, table.IntsOf("timestamp_us", s.Bars, func(b *microstructure.Bar) int64 { return b.TimestampUS }))
	for _, f := range all[:len(all)-len(delayed)] {
		t.Columns = append(t.Columns, column(f))
	}
	t.Columns = append(t.Columns,
		table.IntsOf("trade_count", s.Bars, func(b *microstructure.Bar) int64 { return b.TradeCount }),
		floats("returns", microstructure.SourceReturns(s.Bars)))
	for _, f := range delayed {
		t.Columns = append(t.Columns, column(f))
	}
	if s.Activity != (microstructure.Activity{}) {
		t.Columns = append(t.Columns,
			table.IntsOf("close_us", s.Ends, func(e *microstructure.BarEnd) int64 { return e.CloseUS }),
			table.IntsOf("complete", s.Ends, func(e *microstructure.BarEnd) int64 { return flag(!e.Partial) }))
	}
	for _, c := range s.Own {
		t.Columns = append(t.Columns, floats(c.Name, c.Values))
	}
	return t
}
