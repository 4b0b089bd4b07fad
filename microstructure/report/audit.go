package report

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/table"
)

// AuditParameters lists the parameters of an audit.
func AuditParameters(data *dataset.Dataset, sources []ms.Source) table.Table {
	t := table.New("Parameters", "parameter", "value")
	t.Add("symbol", data.Symbol)
	t.Add("data", data.Dir)
	t.Add("days", data.Span.String())
	t.Add("sources, the leading one first", ms.SourceList(sources))
	return t
}

// AuditCoverage lists the coverage of every source.
func AuditCoverage(a *audit.Audit) table.Table {
	t := table.New("Trades by source",
		"source", "first day", "last day", "files", "days without", "trades", "MB", "bars", "bars present")
	t.Note = fmt.Sprintf("All sources together have %s and %s.", text.Plural(a.CommonDays, "day"), text.Plural(a.CommonBars, "bar"))
	perDay := math.NaN()
	if a.IntervalUS > 0 {
		perDay = float64(ms.DayUS / a.IntervalUS)
	}
	for i := range a.Sources {
		s := &a.Sources[i]
		t.Add(s.Name, s.First, s.Last, text.Count(s.Files), text.Count(len(s.Days)-s.Files), text.Count(s.Rows),
			text.Number(float64(s.Bytes)/1e6, 1), text.Count(s.Bars), text.Percent(float64(s.Bars)/(perDay*float64(s.Files))))
	}
	return t
}

// AuditGaps lists, by source, the minutes without a trade and the longest gap.
func AuditGaps(a *audit.Audit) table.Table {
	t := table.New("Gaps, on days that have a file",
		"source", "empty minutes", "of all", "longest gap", "begins (UTC)", "empty bars", "one-trade bars")
	for i := range a.Sources {
		s := &a.Sources[i]
		var empty, one, readable int
		longest := &audit.Day{}
		for k := range s.Days {
			d := &s.Days[k]
			if !d.Exists || d.Refused != "" {
				continue
			}
			readable++
			empty, one = empty+d.EmptyBars, one+d.OneTradeBars
			if d.LongestGap > longest.LongestGap {
				longest = d
			}
		}
		begins := text.Missing
		if longest.LongestGap > 0 {
			begins = time.UnixMicro(longest.LongestGapUS).UTC().Format("2006-01-02 15:04")
		}
		t.Add(s.Name, text.Count(s.EmptyMinutes), text.Percent(float64(s.EmptyMinutes)/float64(1440*readable)),
			text.Plural(longest.LongestGap, "minute"), begins, text.Count(empty), text.Count(one))
	}
	return t
}

// AuditRows lists, by source, checks of the rows: times, sizes, prices.
func AuditRows(a *audit.Audit) table.Table {
	t := table.New("Rows",
		"source", "first trade (UTC)", "last trade (UTC)", "implied contract", "median trade", "outlying prices", "repeated rows")
	t.Note = fmt.Sprintf("Implied contract: quote quantity ÷ (price × quantity), lowest to highest day. Median trade: in quote currency. Outlying: more than %s from the running median. "+
		"Repeated: equal to a row just before at the same time.", text.GivenPercent(a.Thresholds.PriceDeviation))
	for i := range a.Sources {
		s := &a.Sources[i]
		var first, last, far, alike int64
		low, high := math.Inf(1), math.Inf(-1)
		for k := range s.Days {
			d := &s.Days[k]
			if d.Rows == 0 {
				continue
			}
			if first == 0 {
				first = d.FirstUS
			}
			last = d.LastUS
			far, alike = far+d.Moves.Rows+d.Strays.Rows, alike+d.Duplicates
			low, high = min(low, float64(d.Contract)), max(high, float64(d.Contract))
		}
		row := []string{s.Name, text.Missing, text.Missing, text.Missing, text.Rough(float64(s.MedianTrade)), text.Count(far), text.Count(alike)}
		if first != 0 {
			row[1], row[2], row[3] = auditTime(first), auditTime(last), text.Number(low, 4)
			if to := text.Number(high, 4); to != row[3] {
				row[3] += " to " + to
			}
		}
		t.Add(row...)
	}
	return t
}

// AuditImport lists, by source, the provenance that the import of its archives
// wrote. Files from elsewhere have none.
func AuditImport(a *audit.Audit) table.Table {
	t := table.New("Import",
		"source", "files", "imported", "merged", "contract", "ids missing", "skipped", "from other days", "partial days")
	t.Note = "Merged: files of aggTrades. Skipped: rows with the id and the content of another. From other days: rows that archives of other days brought. Partial: days that the archives do not " +
		"cover from end to end. Where ids are not numbered one by one, none can be missed."
	for i := range a.Sources {
		s := &a.Sources[i]
		var files, merged, part int
		var ids, skipped, moved int64
		numbered := false
		var contracts []string
		for k := range s.Days {
			m := s.Days[k].Import
			if m == nil {
				continue
			}
			files++
			if m.Kind == ms.KindAggTrades {
				merged++
			}
			if m.Coverage < 1 {
				part++
			}
			if m.IDs.Counted() {
				numbered = true
				ids += m.IDs.Missing
			}
			skipped, moved = skipped+m.Duplicates, moved+m.MovedIn
			if c := text.Given(m.ContractSize) + " " + m.ContractUnit; !slices.Contains(contracts, c) {
				contracts = append(contracts, c)
			}
		}
		row := []string{s.Name, text.Count(s.Files), text.Count(files), text.Missing, text.Missing, text.Missing, text.Missing, text.Missing, text.Missing}
		if files > 0 {
			row[3], row[4], row[6], row[7], row[8] = text.Count(merged), strings.Join(contracts, ", "), text.Count(skipped), text.Count(moved), text.Count(part)
		}
		if numbered {
			row[5] = text.Count(ids)
		}
		t.Add(row...)
	}
	return t
}

// AuditFlow lists, by source, how takers trade.
func AuditFlow(a *audit.Audit) table.Table {
	t := table.New("Flow", "source", "trades per minute", "bought", "lowest day", "highest day", "correlation", "z")
	t.Note = "Bought: the share of the quantity for which the taker was the buyer. Correlation: that of a bar's order-flow imbalance and return, " +
		"and z the same in standard errors. Buying pushes prices up; a source with the opposite sign of the others has its sides mixed up."
	for i := range a.Sources {
		s := &a.Sources[i]
		low, high, days := math.NaN(), math.NaN(), 0
		for k := range s.Days {
			if d := &s.Days[k]; d.Rows > 0 {
				days++
				v := float64(d.BuyShare)
				if !(low <= v) {
					low = v
				}
				if !(high >= v) {
					high = v
				}
			}
		}
		flow := float64(s.Flow)
		if math.IsNaN(float64(s.FlowZ)) { // too few bars
			flow = math.NaN()
		}
		t.Add(s.Name, text.Number(float64(s.Rows)/float64(1440*days), 1), text.Percent(float64(s.BuyShare)), text.Percent(low), text.Percent(high),
			text.Signed(flow, 3), text.Signed(float64(s.FlowZ), 1))
	}
	return t
}

// AuditPairs lists the common bars of every pair of sources, and how their
// prices compare.
func AuditPairs(a *audit.Audit) table.Table {
	t := table.New("Prices of two sources",
		"sources", "days", "bars", "of all", "median (bps)", "spread (bps)", "largest (bps)", "at (UTC)")
	t.Note = "Days and bars that both have; difference of their closes, second ÷ first − 1. Spread: nine bars of ten are not further from the median."
	for i := range a.Pairs {
		p := &a.Pairs[i]
		at := text.Missing
		if p.CommonBars > 0 {
			at = auditTime(p.LargestUS)
		}
		t.Add(p.First+", "+p.Second, text.Count(p.CommonDays), text.Count(p.CommonBars),
			text.Percent(float64(p.CommonBars)/float64(p.CommonBars+p.OnlyFirst+p.OnlySecond)),
			text.Signed(float64(p.MedianBps), 2), text.Number(float64(p.SpreadBps), 1), text.Signed(float64(p.LargestBps), 1), at)
	}
	return t
}

// AuditClocks lists the lags between sources.
func AuditClocks(a *audit.Audit) table.Table {
	t := table.New("Clocks of two sources", "sources", "second trails by", "correlation there", "without lag")
	t.Note = fmt.Sprintf("Trails: the lag at which returns correlate most, from second to second up to %s either way, from minute to minute up to %s; below zero, the second leads; “–” where it may be chance.",
		text.Seconds(audit.MaxLagSeconds), text.Seconds(60*audit.MaxLagMinutes))
	for i := range a.Pairs {
		p := &a.Pairs[i]
		lag := text.Missing
		if p.ClearLag {
			lag = text.Seconds(p.LagSeconds)
		}
		t.Add(p.First+", "+p.Second, lag, text.Number(float64(p.Peak), 3), text.Number(float64(p.AtZero), 3))
	}
	return t
}

func auditTime(us int64) string { return time.UnixMicro(us).UTC().Format("2006-01-02 15:04:05") }
