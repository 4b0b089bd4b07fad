package ingest_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/ingest"
)

// printer is a DayWriter that shows what it gets.
type printer struct {
	day  string
	rows int64
}

func (p *printer) Append(t microstructure.Trades, ids []int64) error {
	for i := range t.TimestampUS {
		fmt.Println(p.day, ids[i], t.Price[i], t.Quantity[i], t.Side[i])
	}
	p.rows += int64(t.Len())
	return nil
}

func (p *printer) Settle() (int64, error) { return p.rows, nil }

func (p *printer) Commit(from microstructure.Provenance) error {
	fmt.Println(p.day, "is whole:", from.Rows, "trades of", from.Instrument)
	return nil
}

func (p *printer) Abort() error { return nil }

func ExampleConvert() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	// OKX's day begins at 16:00 UTC of the day before.
	archive := filepath.Join(dir, "BTC-USDT-SWAP-trades-2025-09-01.csv")
	const csv = `instrument_name,trade_id,side,price,size,created_time
BTC-USDT-SWAP,2,sell,108000.5,7,1756656000500
BTC-USDT-SWAP,1,buy,108000.6,100,1756656000001
`
	if err := os.WriteFile(archive, []byte(csv), 0o600); err != nil {
		fmt.Println(err)
		return
	}
	c := ingest.DefaultConfig()
	c.Source, c.Symbol = "okx_futures", "BTCUSDT"
	c.NewDay = func(day string) (ingest.DayWriter, error) { return &printer{day: day}, nil }
	report, err := ingest.Convert(context.Background(), []string{archive}, c)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d failures, %.0f %% of the day covered\n", len(report.Failures), 100*report.Days[0].Coverage)
	// Output:
	// 2025-08-31 1 108000.6 1 1
	// 2025-08-31 2 108000.5 0.07 -1
	// 2025-08-31 is whole: 2 trades of BTC-USDT-SWAP
	// 0 failures, 33 % of the day covered
}

// A CSV of one's own: its columns are found by their names.
func ExampleConvertFiles() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	const csv = `trade_id,ts,px,size,side
2,2025-11-01T12:00:01.5Z,110000.5,0.25,S
1,2025-11-01T12:00:00Z,110000,0.5,B
`
	if err := os.WriteFile(filepath.Join(dir, "mine.csv"), []byte(csv), 0o600); err != nil {
		fmt.Println(err)
		return
	}
	ctx, format := context.Background(), ingest.Format{Name: "csv"}
	files, err := ingest.FindFiles(format, nil, dir)
	if err != nil {
		fmt.Println(err)
		return
	}
	in, err := ingest.Survey(ctx, format, files, ingest.DefaultLimits(), 1, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	c := ingest.DefaultConfig()
	c.Source, c.Symbol = "mine", "BTCUSDT"
	c.NewDay = func(day string) (ingest.DayWriter, error) { return &printer{day: day}, nil }
	report, err := ingest.ConvertFiles(ctx, in, c)
	fmt.Println(report.Archives[0].Columns, err)
	// Output:
	// 2025-11-01 1 110000 0.5 1
	// 2025-11-01 2 110000.5 0.25 -1
	// 2025-11-01 is whole: 2 trades of BTCUSDT
	// time = ts (text), price = px (text), quantity = size (text), side = side (text), id = trade_id (text) <nil>
}

// Trades of a program's own, without a file.
func ExampleConvertRows() {
	us := time.Date(2025, 11, 1, 12, 0, 0, 0, time.UTC).UnixMicro()
	rows := ingest.TradeRows("mine", true, func(yield func(microstructure.Trades, []int64) bool) {
		yield(microstructure.Trades{
			TimestampUS: []int64{us + 250_000, us},
			Price:       []float64{110_000.5, 110_000},
			Quantity:    []float64{0.25, 0.5},
			Side:        []microstructure.Side{microstructure.Sell, microstructure.Buy},
		}, []int64{8, 7})
	})
	c := ingest.DefaultConfig()
	c.Source, c.Symbol = "mine", "BTCUSDT"
	c.NewDay = func(day string) (ingest.DayWriter, error) { return &printer{day: day}, nil }
	report, err := ingest.ConvertRows(context.Background(), rows, c)
	fmt.Println(report.Days[0].OutOfOrder, "out of order,", err)
	// Output:
	// 2025-11-01 7 110000 0.5 1
	// 2025-11-01 8 110000.5 0.25 -1
	// 2025-11-01 is whole: 2 trades of BTCUSDT
	// 1 out of order, <nil>
}

func ExampleInstrument() {
	for _, source := range ingest.Sources() {
		name, err := ingest.Instrument(source, "BTCUSDT")
		fmt.Println(source, name, err)
	}
	// Output:
	// binance_futures BTCUSDT <nil>
	// binance_spot BTCUSDT <nil>
	// binance_coin_futures BTCUSD_PERP <nil>
	// bybit_futures BTCUSDT <nil>
	// bybit_spot BTCUSDT <nil>
	// okx_futures BTC-USDT-SWAP <nil>
	// okx_spot BTC-USDT <nil>
}
