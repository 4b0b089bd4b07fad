package command

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/shard"
)

// calibrationKeys is what the keys of a calibration look like.
const calibrationKeys = "KIND/MARKET"

// A marketChunk is a chunk of a cell's markets, as evidence computes them.
type marketChunk struct {
	cell  string // Cell.Key
	chunk int
}

// chunkKey names a chunk by its kind, as the tables have it, and its first
// market.
func chunkKey(c evidence.Cell, chunk int) string {
	return fmt.Sprintf("%s: %s/%d", c.Group, c.Title(), chunk*evidence.ChunkMarkets)
}

// calibrateKeys computes this process's chunks of markets, by run.
func calibrateKeys(c *cobra.Command, k evidence.CalibrationConfig, s *shardFlags, run func(context.Context, evidence.CalibrationConfig) error) error {
	all, chunks := []string{}, map[string]marketChunk{}
	for _, cell := range k.Cells {
		for chunk := range (k.Markets + evidence.ChunkMarkets - 1) / evidence.ChunkMarkets {
			key := chunkKey(cell, chunk)
			all, chunks[key] = append(all, key), marketChunk{cell.Key(), chunk}
		}
	}
	slices.Sort(all)
	list, err := s.take(c, func(key string) error {
		if _, ok := chunks[key]; !ok {
			return fmt.Errorf("%q is no key of --kinds and --markets: write %s, as in %q", key, calibrationKeys, all[0])
		}
		return nil
	}, func() ([]string, error) { return all, nil })
	if err != nil {
		return err
	}
	mine := map[marketChunk]bool{}
	for _, key := range list {
		mine[chunks[key]] = true
	}
	w := newShardWorker(c, shard.NewLines(c.OutOrStdout()), len(list))
	ctx, cancel := context.WithCancelCause(c.Context())
	defer cancel(nil)
	k.Only = func(cell evidence.Cell, chunk int) bool { return mine[marketChunk{cell.Key(), chunk}] }
	k.Finished = func(r evidence.ChunkResult) {
		if err := w.add(chunkLine(r)); err != nil {
			cancel(err)
		}
	}
	err = run(ctx, k)
	if stop := context.Cause(ctx); err != nil && stop != nil && !errors.Is(err, stop) {
		err = stop
	}
	return w.finish(c, err)
}

func chunkLine(r evidence.ChunkResult) (shard.Line, error) {
	content, err := json.Marshal(r.Outcomes)
	line := shard.Line{Key: chunkKey(r.Cell, r.Chunk), Rows: int64(len(r.Outcomes)), Seconds: shard.Seconds(r.Duration),
		Digest: fmt.Sprintf("sha256:%x", sha256.Sum256(content)), State: shard.Kept}
	if r.Made {
		line.State = shard.Made
	}
	return line, err
}
