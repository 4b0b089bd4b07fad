package command

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/internal/memory"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/report"
)

func featuresCommand() *cobra.Command {
	in := input{activity: true}
	var shards shardFlags
	var asJSON bool
	var repeat int
	c := &cobra.Command{
		Use:   "features --data DIR",
		Short: "Build or refresh the cache of bars",
		Long: `Builds the bars of every source and day, of five minutes or of --interval, and keeps them below the data directory (or
--cache DIR), each length apart. A day whose file has not changed is served from there. The trades are audited first, and refused if they are unfit.
With --interval volume:100, dollar:1e6 or ticks:1000 a bar ends with the trade that brings it to that much of the base
currency, of the quote currency, or to so many trades; a trade is never split, and a bar has two at least. The count starts
anew at 00:00 UTC. Files of such bars also have close_us, the time of a bar's last trade, at which it is known, and
complete, 0 for a day's last bar that had not come that far. A day may have 86,400 of them. study and judge have windows
and holding periods in time, and take bars of a length of time; the library places the others on those (PlaceBars).

` + onResults + `
A day's bars depend on that day's file alone, so parts leave the files that one run does. They are not audited: the audit
compares sources and days, and is made by the commands that take all parts, such as this one without --shard.`,
		Example: `  tickbook features --data data --symbol BTCUSDT --interval 1m
  tickbook features --data data --symbol BTCUSDT --shard 3/20
  tickbook plan --data data --list | tickbook features --data data --keys - >results/1.jsonl`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if repeat < 1 {
				return fmt.Errorf("--repeat %d: give at least 1", repeat)
			}
			config, err := in.config()
			if err != nil {
				return err
			}
			if shards.given() {
				if err := shards.exclude(c, "no-cache", "repeat", "json", "accepted"); err != nil {
					return err
				}
				return featuresOfKeys(c, &in, config, &shards)
			}
			d, _, err := in.open(config)
			if err != nil {
				return err
			}
			if _, err := in.examined(c, d); err != nil {
				return err
			}
			var seconds []float64
			best := 0.0
			for pass := 1; ; pass++ {
				start := time.Now()
				_, built, err := built(c, d.Build)
				if err != nil {
					return err
				}
				s := time.Since(start).Seconds()
				seconds = append(seconds, s)
				best = max(best, float64(built.TradesBuilt)/s/1e6)
				if pass < repeat {
					continue
				}
				if asJSON {
					return json.NewEncoder(c.OutOrStdout()).Encode(struct {
						Rows    int64     `json:"rows"`
						Bars    int64     `json:"bars"`
						Seconds []float64 `json:"seconds"`
						Rate    float64   `json:"mrows_per_s"`
						PeakMB  float64   `json:"peak_rss_mb"`
					}{built.Trades, built.Bars, seconds, best, memory.PeakMB()})
				}
				if err := report.Input(built).WriteText(c.OutOrStdout()); err != nil {
					return err
				}
				fmt.Fprintf(c.OutOrStdout(), "%s built and %s from the cache in %.2f s", text.Plural(built.Built, "day"), text.Count(built.Served), s)
				if built.TradesBuilt > 0 {
					fmt.Fprintf(c.OutOrStdout(), ", %.1f M trades/s", best)
				}
				fmt.Fprintln(c.OutOrStdout())
				return nil
			}
		},
	}
	in.addFlags(c)
	shards.addFlags(c, "symbol", "sources", "from", "to")
	c.AddCommand(pruneCommand())
	c.Flags().BoolVar(&asJSON, "json", false, "print one line of JSON: rows, bars, seconds of each pass, the best pass's million rows/s, peak memory in MB")
	c.Flags().IntVar(&repeat, "repeat", 1, "passes to make")
	return c
}
