package ingest

import (
	"strings"
	"testing"
)

// TestTradesWithoutASide have no side by what the file says. They cost their
// day, or are left out and counted.
func TestTradesWithoutASide(t *testing.T) {
	const us = 1_761_955_200_000_000
	type early struct { // Nautilus' first files
		Price    int64  `parquet:"price"`
		Quantity int64  `parquet:"size"`
		Side     int32  `parquet:"aggressor_side"`
		ID       string `parquet:"trade_id"`
		TimeNS   int64  `parquet:"ts_event"`
	}
	tick := func(i int64, side int32) early {
		return early{95_000e9, 1e9, side, string(rune('a' + i)), 1000 * (us + i)}
	}
	null := newOwnRow(us+1, 2)
	null.Side = nil
	for name, c := range map[string]struct {
		format, path string
		id           bool
	}{
		"unknown": {"csv", write(t, "f.csv", ownHeader+"1761955200,95000,1,buy\n1761955201,95000,2,Unknown\n1761955202,95000,3,sell\n"), false},
		"empty":   {"csv", write(t, "f.csv", ownHeader+"1761955200,95000,1,buy\n1761955201,95000,2,\n1761955202,95000,3,sell\n"), false},
		"flag":    {"csv", write(t, "f.csv", "time,price,qty,is_buyer_maker\n1761955200,95000,1,false\n1761955201,95000,2,n/a\n1761955202,95000,3,true\n"), false},
		"tardis": {"tardis", write(t, "binance_trades_2025-11-01_BTCUSDT.csv", "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"+
			"binance,BTCUSDT,1761955200000000,1761955200000001,1,buy,95000,1\n"+
			"binance,BTCUSDT,1761955200000001,1761955200000002,2,unknown,95000,2\n"+
			"binance,BTCUSDT,1761955200000002,1761955200000003,3,sell,95000,3\n"), true},
		"null":     {"parquet", writeOwnRows(t, "f.parquet", []ownRow{newOwnRow(us, 1), null, newOwnRow(us+2, 3)}), true},
		"nautilus": {"nautilus", writeOwnRows(t, "BTCUSDT.parquet", []early{tick(0, 1), tick(1, 0), tick(2, 2)}), false},
	} {
		r, days, err := importFiles(t, Format{Name: c.format}, "BTCUSDT", nil, c.path)
		if err != nil || len(days) > 0 || len(r.Failures) != 1 || !strings.Contains(r.Failures[0].Err.Error(), "leave out such trades, and count them, with --drop-sideless, or correct") {
			t.Errorf("%s: %d days, %v, %+v", name, len(days), err, r.Failures)
		}
		r, days, err = importFiles(t, Format{Name: c.format, DropSideless: true}, "BTCUSDT", nil, c.path)
		day := days["2025-11-01"]
		if err != nil || len(r.Failures) > 0 || day == nil {
			t.Errorf("%s: %v, %+v", name, err, r.Failures)
			continue
		}
		p := day.provenance
		if p.Rows != 2 || p.LeftOut != 1 || !strings.HasSuffix(p.Format, ", without trades whose side is not known") || r.Archives[0].Sideless != 1 || r.Archives[0].LeftOut != 1 {
			t.Errorf("%s: %+v, %+v", name, p, r.Archives[0])
		}
		if c.id && (p.IDs == nil || p.IDs.LeftOut == "") {
			t.Errorf("%s: ids %+v", name, p.IDs)
		}
	}
	// What is neither a side nor says that there is none stays an error. So
	// does 0, which may be a flag.
	for _, row := range []string{"1761955201,95000,2,maybe", "1761955201,95000,2,0"} {
		path := write(t, "f.csv", ownHeader+"1761955200,95000,1,1\n"+row+"\n")
		r, days, err := importFiles(t, Format{Name: "csv", DropSideless: true}, "BTCUSDT", nil, path)
		if err != nil || len(days) > 0 || len(r.Failures) != 1 || strings.Contains(r.Failures[0].Err.Error(), "sideless") {
			t.Errorf("%s: %v, %d days, %+v", row, err, len(days), r.Failures)
		}
	}
}
