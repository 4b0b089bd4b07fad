package dataset_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
)

// Writes a day of trades, and has its bars built, and then served by the cache.
func Example() {
	dir, err := os.MkdirTemp("", "tickbook")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	folder := filepath.Join(dir, "BTCUSDT", "trades", "binance_futures")
	if err := os.MkdirAll(folder, 0o777); err != nil {
		log.Fatal(err)
	}

	w, err := dataset.CreateTrades(filepath.Join(folder, "2025-11-01.parquet"), microstructure.Provenance{Synthetic: "an example"})
	if err != nil {
		log.Fatal(err)
	}
	defer w.Abort()
	const midnight = 1_761_955_200_000_000
	for minute := range int64(20) {
		err := w.Append(microstructure.Trades{
			TimestampUS:   []int64{midnight + minute*60_000_000},
			Price:         []float64{110_000 + float64(minute)},
			Quantity:      []float64{0.5},
			QuoteQuantity: []float64{0.5 * (110_000 + float64(minute))},
			Side:          []microstructure.Side{microstructure.Buy},
		})
		if err != nil {
			log.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		log.Fatal(err)
	}

	data, err := dataset.Open(dir, "BTCUSDT")
	if err != nil {
		log.Fatal(err)
	}
	sources := []microstructure.Source{{Name: "binance_futures", Label: "bn"}}
	for range 2 {
		bars, report, err := data.Bars(context.Background(), sources, dataset.DefaultConfig())
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%d trades, %d bars, the first closes at %.0f; built %d, served %d, synthetic %v\n",
			report.Trades, report.Bars, bars[0].Bars[0].Close, report.Built, report.Served, report.Synthetic)
	}

	_, err = dataset.Open(dir, "ETHUSDT")
	fmt.Println(err != nil)
	// Output:
	// 20 trades, 4 bars, the first closes at 110004; built 1, served 0, synthetic true
	// 20 trades, 4 bars, the first closes at 110004; built 0, served 1, synthetic true
	// true
}

// Streams a file's trades in batches that share memory.
func ExampleOpenTrades() {
	r, err := dataset.OpenTrades("testdata/pandas/2025-11-01.parquet")
	if err != nil {
		log.Fatal(err)
	}
	defer r.Close()
	trades, err := r.Next()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(r.Rows(), trades.Len(), trades.Price[1])

	_, err = dataset.OpenTrades("testdata/bad/float_price/2025-11-01.parquet")
	fmt.Println(err)
	// Output:
	// 120 120 95001.75
	// testdata/bad/float_price/2025-11-01.parquet: column price: wrong type: expected double, found FLOAT; convert the column to double; tickbook import --format parquet does it
}
