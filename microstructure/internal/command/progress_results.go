package command

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/internal/atomicfile"
	"github.com/tickbook/tickbook/microstructure/internal/escape"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/shard"
	"github.com/tickbook/tickbook/microstructure/table"
)

func progressCommand() *cobra.Command {
	var keys, metrics string
	var list, all bool
	c := &cobra.Command{
		Use:   "progress DIR",
		Short: "Show the progress of shards from their lines of results",
		Long: `Reads the lines of results in DIR/*.jsonl, the standard output of each process that was started with --shard or --keys, and
shows how many keys are done, the shards that lag, and the keys that failed, with the reasons. A key that failed in one
file and succeeded in another is done. A shard lags if it has less than half as many keys as the median of all.
With --keys, the list of all keys, it says how many are left; --list prints those and the failed ones, to be done again.
--metrics writes a file for the textfile collector of node-exporter; it appears whole or not at all.`,
		Example: `  tickbook progress results
  tickbook progress results --keys keys.txt --list | tickbook features --data data --keys - >>results/again.jsonl
  tickbook progress results --metrics /var/lib/node_exporter/tickbook.prom`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if list && keys == "" {
				return fmt.Errorf("--list prints the keys that are left of a list: give it with --keys")
			}
			results, err := shard.ReadResults(args[0])
			if err != nil {
				return err
			}
			left, known := []string(nil), -1
			if keys != "" {
				s := shardFlags{keys: keys}
				wanted, err := s.read(c.InOrStdin(), func(string) error { return nil })
				if err != nil {
					return fmt.Errorf("--keys: %w", err)
				}
				left, known = results.Left(wanted), 0
				for _, key := range left {
					if results.Lines[key].Key == "" {
						known++
					}
				}
			}
			if metrics != "" {
				if err := atomicfile.Write(metrics, results.Metrics(known)); err != nil {
					return fmt.Errorf("--metrics: %w", err)
				}
			}
			printWarnings(c, results.Problems)
			w := c.OutOrStdout()
			if list {
				for _, key := range left {
					if _, err := fmt.Fprintln(w, key); err != nil {
						return err
					}
				}
				return nil
			}
			return printResults(w, results, known, all)
		},
	}
	f := c.Flags()
	f.StringVar(&keys, "keys", "", "file of all keys, one per line, or - for standard input: says how many are left")
	f.BoolVar(&list, "list", false, "print nothing but the keys that are left or failed, one per line")
	f.BoolVar(&all, "all", false, "list all shards and all keys that failed, not the first of them")
	f.StringVar(&metrics, "metrics", "", "file to write metrics to, for node-exporter")
	return c
}

// mostShown rows of a table of progress, unless all are asked for.
const mostShown = 20

// printResults shows results; left is the number of keys without a line, or -1.
func printResults(w io.Writer, r *shard.Results, left int, all bool) error {
	sums := r.Sums()
	done := sums.Tally.Made + sums.Tally.Kept
	fmt.Fprintf(w, "%s done (%s made, %s kept), %s failed", text.Plural(done, "key"), text.Count(sums.Tally.Made), text.Count(sums.Tally.Kept), text.Count(sums.Tally.Failed))
	if left >= 0 {
		fmt.Fprintf(w, ", %s left", text.Count(left))
		if total := left + sums.Tally.All(); total > 0 {
			fmt.Fprintf(w, ": %s are done", text.Percent(float64(done)/float64(total)))
		}
	}
	fmt.Fprintf(w, "\n%s in %s of work, by %s\n", text.Plural(sums.Rows, "row"), time.Duration(sums.Seconds*1e9).Round(time.Second), text.Plural(len(r.Shards), "shard"))
	shown, caption := r.Lagging(), "Shards that lag"
	if all {
		shown, caption = r.Shards, "Shards"
	}
	tables := []table.Table{shardTable(caption, r, shown, all), failedTable(r, all)}
	for _, t := range tables {
		if t.Len() == 0 {
			continue
		}
		fmt.Fprintln(w)
		if err := t.WriteText(w); err != nil {
			return err
		}
	}
	return nil
}

// shardTable has the time since a shard's last line by the clock of the file
// system, from the newest line on: this machine's clock may differ.
func shardTable(caption string, r *shard.Results, shards []shard.Shard, all bool) table.Table {
	t := table.New(caption, "shard", "keys", "failed", "last line before the newest")
	newest := r.Newest()
	for i, s := range shards {
		if i == mostShown && !all {
			t.Note = fmt.Sprintf("and %s more: --all lists them", text.Count(len(shards)-i))
			break
		}
		t.Add(escape.Line(s.Name), text.Count(s.Tally.All()), text.Count(s.Tally.Failed), newest.Sub(s.Last).Round(time.Second).String())
	}
	return t
}

func failedTable(r *shard.Results, all bool) table.Table {
	failed := r.Failed()
	t := table.New("Keys that failed", "key", "reason")
	for i, l := range failed {
		if i == mostShown && !all {
			t.Note = fmt.Sprintf("and %s more: --all lists them", text.Count(len(failed)-i))
			break
		}
		t.Add(escape.Line(l.Key), escape.Line(strings.ReplaceAll(l.Error, "\n", " ")))
	}
	return t
}
