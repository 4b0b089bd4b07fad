package chunks

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
)

// A store keeps chunks in memory.
type store struct {
	mu   sync.Mutex
	kept map[string][]string
}

func (s *store) key(cell, chunk int) string { return fmt.Sprint(cell, "/", chunk) }

func (s *store) work(markets, shard, shards int, judged *int) Work[string] {
	return Work[string]{Cells: 3, Markets: markets, Workers: 2, Shard: shard, Shards: shards,
		Judge: func(cell, market int) (string, error) {
			s.mu.Lock()
			defer s.mu.Unlock()
			*judged++
			return fmt.Sprint(cell, ":", market), nil
		},
		Load: func(cell, chunk int) []string {
			s.mu.Lock()
			defer s.mu.Unlock()
			return s.kept[s.key(cell, chunk)]
		},
		Save: func(cell, chunk int, outcomes []string) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.kept[s.key(cell, chunk)] = outcomes
			return nil
		}}
}

func TestRun(t *testing.T) {
	ctx := t.Context()
	whole, judged := &store{kept: map[string][]string{}}, 0
	want, err := whole.work(23, 1, 1, &judged).Run(ctx)
	if err != nil || judged != 69 || len(want) != 3 || len(want[2]) != 23 || want[2][22] != "2:22" {
		t.Fatalf("%d judged, %v, %v", judged, want, err)
	}
	// A second run judges nothing, a longer one the rest.
	if again, err := whole.work(23, 1, 1, &judged).Run(ctx); err != nil || judged != 69 || !equal(again, want) {
		t.Errorf("again: %d judged, %v", judged, err)
	}
	if longer, err := whole.work(25, 1, 1, &judged).Run(ctx); err != nil || judged != 75 || longer[0][24] != "0:24" {
		t.Errorf("longer: %d judged, %v", judged, err)
	}
	if shorter, err := whole.work(4, 1, 1, &judged).Run(ctx); err != nil || judged != 75 || len(shorter[1]) != 4 {
		t.Errorf("shorter: %d judged, %v", judged, err)
	}
	// Shards in one store are the whole.
	parts, judged := &store{kept: map[string][]string{}}, 0
	for shard := 1; shard <= 2; shard++ {
		if _, err := parts.work(23, shard, 2, &judged).Run(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := parts.work(23, 1, 1, &judged).Run(ctx); err != nil || judged != 69 || !equal(got, want) {
		t.Errorf("shards: %d judged, %v, %v", judged, got, err)
	}
}

func equal(a, b [][]string) bool { return slices.EqualFunc(a, b, slices.Equal) }

func TestRunStops(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("enough")
	s, judged := &store{kept: map[string][]string{}}, 0
	w := s.work(40, 1, 1, &judged)
	w.Progress = func(done, total int) { cancel(stop) }
	if _, err := w.Run(ctx); !errors.Is(err, stop) || judged >= 120 {
		t.Errorf("%d judged, %v", judged, err)
	}
	bad := errors.New("bad market")
	w = s.work(5, 1, 1, &judged)
	w.Load, w.Judge = nil, func(cell, market int) (string, error) { return "", bad }
	if _, err := w.Run(t.Context()); !errors.Is(err, bad) {
		t.Error(err)
	}
}
