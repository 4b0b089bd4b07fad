package ingest

import (
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// A nameInfo is a parsed archive name.
type nameInfo struct {
	instrument string // empty when the name does not follow the pattern
	head       string // what stands before the date
	kind       bool   // the head ends with trades or aggTrades
	agg        bool   // merged trades
	date       string // as in the name
	start, end time.Time
	month      bool
}

var (
	datePattern = regexp.MustCompile(`\d{4}-\d{2}(-\d{2})?`)
	kindPattern = regexp.MustCompile(`(?i)-(agg)?trades-?$`)
)

// parseName reads names such as BTCUSDT-trades-2024-08-08.zip,
// BTC-USDT-SWAP-trades-2025-09.zip, LTCUSDT2021-04-17.csv.gz and
// LTCUSDT_2025-04-17.csv.gz. ok is false if it has no date.
func parseName(path string) (info nameInfo, ok bool) {
	name := filepath.Base(path)
	for at := len(name) - 7; at >= 0; at-- {
		m := datePattern.FindString(name[at:])
		if m == "" || !strings.HasPrefix(name[at:], m) {
			continue
		}
		layout := "2006-01-02"[:len(m)]
		start, err := time.Parse(layout, m)
		if err != nil || start.Year() < 2009 {
			continue
		}
		info.date, info.start, info.month = m, start, len(m) == 7
		info.end = start.AddDate(0, 0, 1)
		if info.month {
			info.end = start.AddDate(0, 1, 0)
		}
		info.head = name[:at]
		if kind := kindPattern.FindStringSubmatchIndex(info.head); kind != nil {
			info.kind, info.agg = true, kind[2] >= 0
			info.instrument = info.head[:kind[0]]
		} else if n := len(info.head) - 1; n > 0 && (info.head[n] == '_' || info.head[n] == '-') {
			info.instrument = info.head[:n]
		}
		return info, true
	}
	return info, false
}
