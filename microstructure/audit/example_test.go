package audit_test

import (
	"context"
	"fmt"
	"os"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/synth"
)

// A simulated day, of which one source has no file on the next day.
func ExampleRun() {
	dir, err := os.MkdirTemp("", "audit")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	config := synth.DefaultConfig()
	config.Days = 2
	market, err := synth.NewMarket(config)
	if err != nil {
		fmt.Println(err)
		return
	}
	data := &dataset.Dataset{Dir: dir, Symbol: "BTCUSDT"}
	for i, source := range config.Sources {
		for day := range config.Days {
			if i == 2 && day == 1 {
				continue
			}
			trades, _ := market.Day(i, day)
			if err := write(data, source.Name, market.Date(day).Format("2006-01-02"), trades); err != nil {
				fmt.Println(err)
				return
			}
		}
	}

	a, err := audit.Run(context.Background(), data, config.Sources, audit.DefaultConfig())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range a.Findings {
		if f.Severity > audit.Note {
			fmt.Println(f)
		}
	}
	fmt.Println("unfit:", len(a.Errors()))
	// Output:
	// warning: common-bars:binance_futures+okx_futures: 288 bars in common, 50.0 % of those that either has: a panel drops the others
	// warning: common-bars:bybit_futures+okx_futures: 288 bars in common, 50.0 % of those that either has: a panel drops the others
	// warning: missing-day:okx_futures:2025-11-02: no file
	// unfit: 0
}

func write(data *dataset.Dataset, source, date string, trades microstructure.Trades) error {
	if err := os.MkdirAll(data.TradesDir(source), 0o755); err != nil {
		return err
	}
	w, err := dataset.CreateTrades(data.TradesPath(source, date), microstructure.Provenance{})
	if err != nil {
		return err
	}
	if err := w.Append(trades); err != nil {
		return err
	}
	return w.Close()
}
