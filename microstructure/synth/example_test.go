package synth_test

import (
	"fmt"
	"time"

	"github.com/tickbook/tickbook/microstructure/synth"
)

func Example() {
	cfg := synth.DefaultConfig()
	cfg.Days = 2
	cfg.EdgeBps = 3 // buying pressure costs the next bar 3 bps per standard deviation
	market, err := synth.NewMarket(cfg)
	if err != nil {
		fmt.Println(err)
		return
	}
	for day := range cfg.Days {
		for i, source := range cfg.Sources {
			trades, ok := market.Day(i, day)
			if !ok {
				continue
			}
			fmt.Println(market.Date(day).Format(time.DateOnly), source.Label, trades.Len() > 1000, trades.Validate())
		}
	}
	// Output:
	// 2025-11-01 bn true <nil>
	// 2025-11-01 bb true <nil>
	// 2025-11-01 okx true <nil>
	// 2025-11-02 bn true <nil>
	// 2025-11-02 bb true <nil>
	// 2025-11-02 okx true <nil>
}

func ExampleConfig_Validate() {
	cfg := synth.DefaultConfig()
	cfg.Days = 0
	cfg.Impact = 2
	fmt.Println(cfg.Validate())
	// Output:
	// Days is 0: give 1 to 36500
	// Impact is 2: give a number from 0 to 1
}
