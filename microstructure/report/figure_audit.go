package report

import (
	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/figure"
)

// CoverageFigure draws how much of each day every source has.
func CoverageFigure(a *audit.Audit) (*figure.Figure, error) {
	return figure.CoverageCalendar(figure.Coverage{Symbol: a.Symbol, Sources: a.Names(), DayUS: a.DayStartsUS(), Share: a.BarShare()})
}

// GapsFigure draws the minutes without a trade by hour and day, a panel per
// source.
func GapsFigure(a *audit.Audit) (*figure.Figure, error) {
	return figure.GapHeatmap(figure.Gaps{Symbol: a.Symbol, Sources: a.Names(), DayUS: a.DayStartsUS(), Minutes: a.EmptyMinutes()})
}

// PricesFigure draws the prices of all sources, and how far they are apart.
func PricesFigure(a *audit.Audit) (*figure.Figure, error) {
	timestampUS, closes := a.Closes()
	return figure.PricesAndSpread(figure.VenuePrices{Symbol: a.Symbol, Sources: a.Names(), TimestampUS: timestampUS, Price: closes})
}

// TradesPerMinuteFigure draws the trades per minute over the day, a curve per
// source.
func TradesPerMinuteFigure(a *audit.Audit) (*figure.Figure, error) {
	return figure.TradesPerMinute(figure.DayProfile{Symbol: a.Symbol, Sources: a.Names(), PerMinute: a.TradesPerMinute()})
}
