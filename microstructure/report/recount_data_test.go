package report_test

import (
	"math"
	"slices"
	"strconv"
	"testing"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/sample"
	"github.com/tickbook/tickbook/microstructure/report"
)

func TestDataTablesAreTheBars(t *testing.T) {
	for _, s := range sample.All(t) {
		input, coverage, holes := report.Input(s.Built), report.AuditCoverage(s.Audit), report.CalendarHoles(s.Evidence)
		var days, trades, bars float64
		for i, b := range s.Bars {
			what := s.Name + ", " + b.Source.Name
			n := 0.0
			dates := map[string]bool{}
			for k := range b.Bars {
				n += float64(b.Bars[k].TradeCount)
				dates[ms.FormatDate(b.Bars[k].TimestampUS)] = true
			}
			shows(t, what+", days", input.Rows()[i][3], float64(len(dates)))
			shows(t, what+", bars", input.Rows()[i][5], float64(len(b.Bars)))
			shows(t, what+", bars of the audit", coverage.Rows()[i][7], float64(len(b.Bars)))
			if coverage.Rows()[i][5] != input.Rows()[i][4] {
				t.Errorf("%s: the audit has %s trades, the input %s", what, coverage.Rows()[i][5], input.Rows()[i][4])
			}
			all, _ := parse(t, input.Rows()[i][4])
			if rest := all - n; rest < 0 || rest > float64(len(dates)*288) { // bars of one trade are none
				t.Errorf("%s: %v trades, of which bars have %v", what, all, n)
			}
			shows(t, what+", bars present", coverage.Rows()[i][8], float64(len(b.Bars))/float64(288*s.Audit.Sources[i].Files))
			shows(t, what+", holes", holes.Rows()[i][1], float64(s.Evidence.Calendar.Len()-len(b.Bars)))
			days, trades, bars = days+float64(len(dates)), trades+all, bars+float64(len(b.Bars))
		}
		sums := input.Rows()[len(s.Bars)]
		for k, want := range map[int]float64{3: days, 4: trades, 5: bars} {
			shows(t, s.Name+", sum of "+input.Header()[k], sums[k], want)
		}
	}
}

func TestPairsAreTheBars(t *testing.T) {
	for _, s := range sample.All(t) {
		k := 0
		table := report.AuditPairs(s.Audit)
		for i := range s.Bars {
			for j := i + 1; j < len(s.Bars); j++ {
				first := map[int64]float64{}
				for _, b := range s.Bars[i].Bars {
					first[b.TimestampUS] = b.Close
				}
				var differences []float64
				largest, at := 0.0, int64(0)
				for _, b := range s.Bars[j].Bars {
					if price, both := first[b.TimestampUS]; both {
						d := (b.Close/price - 1) * 1e4
						differences = append(differences, d)
						if at == 0 || math.Abs(d) > math.Abs(largest) {
							largest, at = d, b.TimestampUS
						}
					}
				}
				row := table.Rows()[k]
				n := len(differences)
				slices.Sort(differences)
				shows(t, row[0]+", bars", row[2], float64(n))
				shows(t, row[0]+", of all", row[3], float64(n)/float64(len(s.Bars[i].Bars)+len(s.Bars[j].Bars)-n))
				shows(t, row[0]+", median", row[4], differences[n/2])
				within := 0 // the spread, as far as its last digit goes
				spread, err := strconv.ParseFloat(row[5], 64)
				for _, d := range differences {
					if math.Abs(d-differences[n/2]) <= spread+0.05 {
						within++
					}
				}
				if err != nil || float64(within) < 0.9*float64(n) {
					t.Errorf("%s, %s: %d of %d differences are within the spread of %s", s.Name, row[0], within, n, row[5])
				}
				shows(t, row[0]+", largest", row[6], largest)
				if want := ms.FormatTime(at); row[7] != want[:10]+" "+want[11:19] {
					t.Errorf("%s, %s: the largest difference is at %s, want %s", s.Name, row[0], row[7], want)
				}
				k++
			}
		}
	}
}
