package ingest

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

const benchRows = 1_000_000

// benchCSV is a day of Binance futures trades as the exchange writes them.
func benchCSV(rows int) []byte {
	r := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	b.WriteString("id,price,qty,quote_qty,time,is_buyer_maker\n")
	price, at := 617_000, int64(1723075200000)
	for i := range rows {
		price += r.IntN(3) - 1
		at += int64(r.IntN(86_400_000/rows*2 + 1))
		qty := 1 + r.IntN(2000)
		fmt.Fprintf(&b, "%d,%d.%d0,%d.%03d,%.5f,%d,%t\n", 5266583935+i, price/10, price%10, qty/1000, qty%1000,
			float64(price)*float64(qty)/1e4, min(at, 1723161599999), r.IntN(2) == 0)
	}
	return b.Bytes()
}

// BenchmarkOwnFiles imports a user's own files up to the writer: the columns
// are read and mapped, and rows sorted into days.
func BenchmarkOwnFiles(b *testing.B) {
	type row struct {
		Time  int64   `parquet:"time,timestamp(microsecond)"`
		Price float64 `parquet:"price,dict"`
		Qty   float64 `parquet:"qty,dict"`
		Side  int32   `parquet:"side,dict"`
	}
	r := rand.New(rand.NewPCG(1, 2))
	rows := make([]row, benchRows)
	var text bytes.Buffer
	text.WriteString("time,price,qty,side\n")
	price := 950_000
	for i := range rows {
		price += r.IntN(3) - 1
		rows[i] = row{1_761_955_200_000_000 + int64(i)*200_000, float64(price) / 10, float64(1+r.IntN(2000)) / 1000, int32(2*r.IntN(2) - 1)}
		fmt.Fprintf(&text, "%d,%v,%v,%d\n", rows[i].Time, rows[i].Price, rows[i].Qty, rows[i].Side)
	}
	path := filepath.Join(b.TempDir(), "trades.csv")
	must(b, os.WriteFile(path, text.Bytes(), 0o600))
	for _, file := range [][2]string{{"parquet", writeOwnRows(b, "trades.parquet", rows)}, {"csv", path}} {
		format, path := file[0], file[1]
		b.Run(format, func(b *testing.B) {
			for b.Loop() {
				report, _, err := importFiles(b, Format{Name: format}, "BTCUSDT", func(c *Config) {
					c.NewDay = func(string) (DayWriter, error) { return &discard{}, nil }
				}, path)
				if err != nil || len(report.Failures) > 0 || report.Archives[0].Rows != benchRows {
					b.Fatal(report.Failures, err)
				}
			}
			b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
		})
	}
}

// BenchmarkParse reads CSV into columns: with this package's parser, with
// encoding/csv and strconv, and with all of Convert.
func BenchmarkParse(b *testing.B) {
	data := benchCSV(benchRows)
	rate := func(b *testing.B) {
		b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
	}
	b.Run("bytes", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			if n := benchBytes(b, data); n != benchRows {
				b.Fatal(n)
			}
		}
		rate(b)
	})
	b.Run("encoding_csv", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			if n := benchStandard(b, data); n != benchRows {
				b.Fatal(n)
			}
		}
		rate(b)
	})
	b.Run("convert", func(b *testing.B) {
		path := filepath.Join(b.TempDir(), "BTCUSDT-trades-2024-08-08.csv")
		must(b, os.WriteFile(path, data, 0o600))
		c := DefaultConfig()
		c.Source, c.Symbol = "binance_futures", "BTCUSDT"
		c.NewDay = func(string) (DayWriter, error) { return &discard{}, nil }
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			r, err := Convert(context.Background(), []string{path}, c)
			if err != nil || len(r.Failures) > 0 {
				b.Fatal(err, r.Failures)
			}
		}
		rate(b)
	})
}

// discard is a DayWriter that counts.
type discard struct{ rows int64 }

func (d *discard) Append(t microstructure.Trades, _ []int64) error {
	d.rows += int64(t.Len())
	return nil
}
func (d *discard) Settle() (int64, error)                 { return d.rows, nil }
func (d *discard) Commit(microstructure.Provenance) error { return nil }
func (d *discard) Abort() error                           { return nil }

func benchBytes(b *testing.B, data []byte) int {
	lines := newLineReader(bytes.NewReader(data), DefaultLimits().MaxLineBytes)
	head, err := lines.next()
	must(b, err)
	l, bad := newLayout(&binanceFutures, head, false)
	if bad != nil {
		b.Fatal(bad)
	}
	p := newRowParser(l.columns, "BTCUSDT", contract{size: 1})
	rows, n := make([]row, batchRows), 0
	for {
		line, err := lines.next()
		if err == io.EOF {
			return n
		}
		if _, bad := p.parse(line, &rows[n%batchRows]); bad != nil {
			b.Fatal(bad)
		}
		n++
	}
}

func benchStandard(b *testing.B, data []byte) int {
	r := csv.NewReader(bytes.NewReader(data))
	r.ReuseRecord = true
	_, err := r.Read()
	must(b, err)
	rows, n := make([]row, batchRows), 0
	for {
		rec, err := r.Read()
		if err == io.EOF {
			return n
		}
		if err != nil {
			b.Fatal(err)
		}
		t := &rows[n%batchRows]
		id, err1 := strconv.ParseUint(rec[0], 10, 64)
		price, err2 := strconv.ParseFloat(rec[1], 64)
		quantity, err3 := strconv.ParseFloat(rec[2], 64)
		quote, err4 := strconv.ParseFloat(rec[3], 64)
		ms, err5 := strconv.ParseInt(rec[4], 10, 64)
		maker, err6 := strconv.ParseBool(rec[5])
		if err := errors.Join(err1, err2, err3, err4, err5, err6); err != nil {
			b.Fatal(err)
		}
		if d := quote - price*quantity; d > quote/1000+0.01 || d < -quote/1000-0.01 {
			b.Fatal(d)
		}
		*t = row{timeUS: ms * 1000, id: id, price: price, amount: quantity, side: microstructure.Buy}
		if maker {
			t.side = microstructure.Sell
		}
		n++
	}
}
