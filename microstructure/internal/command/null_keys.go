package command

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/shard"
)

// nullOfKeys does this process's runs of the null control.
func nullOfKeys(c *cobra.Command, in *input, config desk.Config, s *shardFlags) error {
	switch {
	case config.Shifts == 0:
		return errors.New("a study is divided by the runs of its null control: say with --null how many there are")
	case config.KeptDir == "":
		return errors.New("--shard and --keys do a part of the null control, which only --keep has a use for: give a folder to --keep")
	case config.NoCache:
		return errors.New("--no-cache keeps nothing: leave it out with --keys and --shard")
	}
	if err := config.Validate(); err != nil {
		return err
	}
	var all []string
	runs := map[string]int{}
	for run := range config.Shifts {
		key := fmt.Sprintf("%s/null/%d", config.Symbol, run)
		all, runs[key] = append(all, key), run
	}
	slices.Sort(all)
	list, err := s.take(c, func(key string) error {
		if _, ok := runs[key]; !ok {
			return fmt.Errorf("%q is no key of --symbol %s and --null %d: write SYMBOL/null/RUN with a run from 0 to %d, as in %s/null/0", key, config.Symbol, config.Shifts, config.Shifts-1, config.Symbol)
		}
		return nil
	}, func() ([]string, error) { return all, nil })
	if err != nil {
		return err
	}
	w := newShardWorker(c, shard.NewLines(c.OutOrStdout()), len(list))
	if len(list) == 0 {
		return w.finish(c, nil)
	}
	d, days, err := in.open(config)
	if err != nil {
		return err
	}
	if err := desk.CheckTestStart(config.Reference.TestStartUS, days); err != nil {
		return fmt.Errorf("--test-start %w", err)
	}
	if _, err := in.examined(c, d); err != nil {
		return err
	}
	var mine []int
	for _, key := range list {
		mine = append(mine, runs[key])
	}
	return w.finish(c, d.NullPart(c.Context(), mine, func(r desk.NullDone) error {
		line := shard.Line{Key: fmt.Sprintf("%s/null/%d", config.Symbol, r.Run), Rows: int64(r.Rows), Seconds: shard.Seconds(r.Duration), Digest: "sha256:" + r.Digest, State: shard.Made}
		if r.Kept {
			line.State = shard.Kept
		}
		return w.add(line, nil)
	}))
}
