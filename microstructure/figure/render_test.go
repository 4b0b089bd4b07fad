package figure

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// parityDir holds the reference study's tables, beside the checkout.
const parityDir = "../../../shared/parity/full/expected"

// table reads a CSV file of the reference study as rows of fields by column
// name, and skips the test if the study is not there.
func table(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join(parityDir, name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("no shared/parity beside the checkout")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, r := range records[1:] {
		row := map[string]string{}
		for i, field := range r {
			row[records[0][i]] = field
		}
		rows = append(rows, row)
	}
	return rows
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func readLedger(t *testing.T, name string) Ledger {
	t.Helper()
	var l Ledger
	for _, r := range table(t, name) {
		at, err := time.Parse(time.RFC3339, r["entry_time"])
		if err != nil {
			t.Fatal(err)
		}
		l.EntryUS = append(l.EntryUS, at.UnixMicro())
		l.NetBps = append(l.NetBps, number(t, r["net_return_bps"]))
		l.GrossBps = append(l.GrossBps, number(t, r["raw_return_bps"]))
		l.Direction = append(l.Direction, int(number(t, r["direction"])))
	}
	return l
}

// TestReferenceStudy draws all figures of the reference study's own tables.
// With FIGURE_DIR set it also writes them there.
func TestReferenceStudy(t *testing.T) {
	deciles := Deciles{Symbol: "BTCUSDT"}
	for _, r := range table(t, "deciles.csv") {
		n := len(deciles.Horizons)
		if n == 0 || deciles.Horizons[n-1].Horizon != r["horizon"] {
			deciles.Horizons = append(deciles.Horizons, DecileReturns{Horizon: r["horizon"]})
			n++
		}
		h := &deciles.Horizons[n-1]
		h.MeanBps = append(h.MeanBps, number(t, r["mean_bps"]))
	}
	sweep := Sweep{Symbol: "BTCUSDT", FeeBps: 7, Thresholds: []float64{1, 1.5, 2, 2.5}, Holdings: []string{"15m", "30m", "1h", "2h"}}
	for i, r := range table(t, "sweep.csv") {
		if i%16 == 0 {
			sweep.Filters = append(sweep.Filters, SweepFilter{Name: r["vol_filter"]})
		}
		f := &sweep.Filters[len(sweep.Filters)-1]
		if i%4 == 0 {
			f.AvgPnLBps, f.Trades = append(f.AvgPnLBps, nil), append(f.Trades, nil)
		}
		k := len(f.Trades) - 1
		f.AvgPnLBps[k] = append(f.AvgPnLBps[k], number(t, r["avg_pnl_bps"]))
		f.Trades[k] = append(f.Trades[k], int(number(t, r["n_trades"])))
	}
	oos := readLedger(t, "trades_oos.csv")
	figures := map[string]func() (*Figure, error){
		"figure1": func() (*Figure, error) { return DecileBars(deciles) },
		"figure2": func() (*Figure, error) { return SweepHeatmaps(sweep) },
		"figure3": func() (*Figure, error) {
			return BestConfiguration(Run{"BTCUSDT", 2, "1h", "low_only", readLedger(t, "trades_best.csv")})
		},
		"figure4": func() (*Figure, error) { return WalkForward(Run{"BTCUSDT", 2, "1h", "low+normal", oos}) },
		"figure5": func() (*Figure, error) {
			return InOutOfSample(InOut{
				Symbol: "BTCUSDT", In: readLedger(t, "trades_is.csv"), Out: oos,
				SplitUS: time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC).UnixMicro(),
			})
		},
	}
	for name, build := range figures {
		t.Run(name, func(t *testing.T) {
			f, err := build()
			if err != nil {
				t.Fatal(err)
			}
			svg, png := checkRendered(t, f)
			if dir := os.Getenv("FIGURE_DIR"); dir != "" {
				save(t, filepath.Join(dir, name+".svg"), svg)
				save(t, filepath.Join(dir, name+".png"), png)
			}
		})
	}
}

func save(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}
