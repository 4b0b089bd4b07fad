package report

import (
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/table"
)

// AuditSpreads lists, by source, the half of the spread that takers paid.
func AuditSpreads(a *audit.Audit) table.Table {
	t := table.New("Half-spread in bps, estimated from trades",
		"source", "trades", "effective", "lowest hour", "highest hour", "Roll", "turn", "z")
	t.Note = "Effective: the mean of side × (price − last price of the other side) / 2; hours are those of the day, UTC. Roll: from prices alone, taking sides for independent. " +
		"Turn: the mean step of prices in the direction of the trade where the side turns, and z the same in standard errors; below zero, sides are mixed up."
	for i := range a.Sources {
		s := &a.Sources[i]
		low, high := text.Missing, text.Missing
		least, most := math.Inf(1), math.Inf(-1)
		for h := range s.SpreadByHour {
			v := float64(s.SpreadByHour[h].EffectiveBps)
			if v < least {
				least, low = v, atHour(v, h)
			}
			if v > most {
				most, high = v, atHour(v, h)
			}
		}
		t.Add(s.Name, text.Count(s.Spread.Trades), text.Number(float64(s.Spread.EffectiveBps), 2), low, high, text.Number(float64(s.Spread.RollBps), 2),
			text.Signed(float64(s.BounceBps), 2), text.Signed(float64(s.BounceZ), 1))
	}
	return t
}

func atHour(bps float64, hour int) string {
	return fmt.Sprintf("%s at %02d", text.Number(bps, 2), hour)
}

// AuditSpreadHours lists the half-spread of every source by hour of the day.
func AuditSpreadHours(a *audit.Audit) table.Table {
	header := []string{"hour"}
	for i := range a.Sources {
		header = append(header, a.Sources[i].Label, a.Sources[i].Label+", Roll")
	}
	t := table.New("Half-spread in bps by hour of the day, UTC", header...)
	t.Note = "Effective, and Roll's estimate beside it."
	for h := range 24 {
		row := []string{fmt.Sprintf("%02d", h)}
		for i := range a.Sources {
			s := &a.Sources[i].SpreadByHour[h]
			row = append(row, text.Number(float64(s.EffectiveBps), 2), text.Number(float64(s.RollBps), 2))
		}
		t.Add(row...)
	}
	return t
}
