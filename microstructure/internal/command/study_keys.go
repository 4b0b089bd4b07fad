package command

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/shard"
)

// studyKeys is what the keys of a study look like.
const studyKeys = "SYMBOL or SYMBOL/null/RUN"

// evidenceRun is the run of a symbol's key, which is that of its evidence.
const evidenceRun = -1

// A studyKey is a part of the study of a symbol.
type studyKey struct {
	symbol string
	run    int // of the null control, or evidenceRun
}

func (k studyKey) String() string {
	if k.run == evidenceRun {
		return k.symbol
	}
	return fmt.Sprintf("%s/null/%d", k.symbol, k.run)
}

// studyKeysOf are the keys of the studies of symbols, with so many runs of the
// null control, by their names.
func studyKeysOf(symbols []string, runs int) map[string]studyKey {
	all := map[string]studyKey{}
	for _, symbol := range symbols {
		for run := evidenceRun; run < runs; run++ {
			k := studyKey{symbol, run}
			all[k.String()] = k
		}
	}
	return all
}

// studyOfKeys does this process's part of the studies of one symbol or several.
func studyOfKeys(c *cobra.Command, in *input, config desk.Config, symbols string, s *shardFlags) error {
	switch {
	case config.KeptDir == "":
		return errors.New("--shard and --keys do a part of a study, which only --keep has a use for: give a directory to --keep")
	case config.NoCache:
		return errors.New("--no-cache keeps nothing: leave it out with --keys and --shard")
	}
	if err := config.Validate(); err != nil {
		return err
	}
	configs, err := configsOf(in, config, symbols)
	if err != nil {
		return err
	}
	var names []string
	for i := range configs {
		names = append(names, configs[i].Symbol)
	}
	all := studyKeysOf(names, config.Shifts)
	list, err := s.take(c, func(key string) error {
		if _, ok := all[key]; !ok {
			return noStudyKey(key, names, config.Shifts)
		}
		return nil
	}, func() ([]string, error) { return slices.Sorted(maps.Keys(all)), nil })
	if err != nil {
		return err
	}
	mine := map[string][]studyKey{}
	for _, key := range list {
		k := all[key]
		mine[k.symbol] = append(mine[k.symbol], k)
	}
	w := newShardWorker(c, shard.NewLines(c.OutOrStdout()), len(list))
	for i := range configs {
		if keys := mine[configs[i].Symbol]; len(keys) > 0 {
			if err := w.study(c, in, configs[i], keys); err != nil {
				return w.finish(c, err)
			}
		}
	}
	return w.finish(c, nil)
}

// configsOf are those of --symbols, or of --symbol without it. Symbols that
// cannot be studied together, or that are not there, are an error before the
// work, as without --keys.
func configsOf(in *input, config desk.Config, list string) ([]desk.Config, error) {
	if list == "" {
		_, err := desk.Open(config)
		return []desk.Config{config}, in.span.name(err)
	}
	symbols, err := microstructure.ParseSymbols(list)
	if err == nil {
		var configs []desk.Config
		if configs, err = config.OfSymbols(symbols); err == nil {
			return configs, nil
		}
	}
	return nil, fmt.Errorf("--symbols: %w", err)
}

func noStudyKey(key string, symbols []string, runs int) error {
	as := fmt.Sprintf("write SYMBOL, as in %s", symbols[0])
	if runs > 0 {
		as = fmt.Sprintf("write SYMBOL, or SYMBOL/null/RUN with a run from 0 to %d, as in %s or %s/null/0", runs-1, symbols[0], symbols[0])
	}
	return fmt.Errorf("%q is no key of this study of %s with --null %d: %s", key, strings.Join(symbols, ","), runs, as)
}

// study does the parts of a symbol. What is wrong with its data is the line of
// each of them.
func (w *worker) study(c *cobra.Command, in *input, config desk.Config, keys []studyKey) error {
	ctx := c.Context()
	left := slices.Clone(keys)
	var stopped error // of a line that cannot be written
	add := func(k studyKey, done desk.PartDone) error {
		left = slices.DeleteFunc(left, func(l studyKey) bool { return l == k })
		line := shard.Line{Key: k.String(), Rows: done.Rows, Seconds: shard.Seconds(done.Duration), Digest: "sha256:" + done.Digest, State: shard.Made}
		if done.Kept {
			line.State = shard.Kept
		}
		stopped = w.add(line, nil)
		return stopped
	}
	err := studyParts(ctx, c, in, config, keys, add)
	switch {
	case err == nil || stopped != nil:
		return stopped
	case ctx.Err() != nil || errors.Is(err, desk.ErrNotKept) || shard.IsFault(err):
		return fmt.Errorf("%s: %w", config.Symbol, err)
	}
	for _, k := range left {
		if err := w.add(shard.Line{Key: k.String()}, err); err != nil {
			return err
		}
	}
	return nil
}

// studyParts keeps the evidence and the runs that keys of one symbol ask for.
func studyParts(ctx context.Context, c *cobra.Command, in *input, config desk.Config, keys []studyKey, add func(studyKey, desk.PartDone) error) error {
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
	var runs []int
	for _, k := range keys {
		if k.run != evidenceRun {
			runs = append(runs, k.run)
			continue
		}
		done, err := d.EvidencePart(ctx, nil)
		if err != nil {
			return err
		}
		if err := add(k, done); err != nil {
			return err
		}
	}
	if len(runs) == 0 {
		return nil
	}
	return d.NullPart(ctx, runs, func(r desk.NullDone) error { return add(studyKey{config.Symbol, r.Run}, r.PartDone) })
}
