package chunks

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// A store keeps chunks in memory.
type store struct {
	mu   sync.Mutex
	kept map[string][]string
}

func (s *store) key(cell, chunk int) string { return fmt.Sprint(cell, "/", chunk) }

func (s *store) Load(cell, chunk int) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept[s.key(cell, chunk)], nil
}

func (s *store) Save(cell, chunk int, outcomes []string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept[s.key(cell, chunk)] = outcomes
	return nil
}

func (s *store) work(markets int, judged *int) Work[int, string] {
	return Work[int, string]{Cells: []int{0, 1, 2}, Title: strconv.Itoa, Markets: markets, Workers: 2, Kept: s,
		Judge: func(cell, market int) (string, error) {
			s.mu.Lock()
			defer s.mu.Unlock()
			*judged++
			return fmt.Sprint(cell, ":", market), nil
		}}
}

func TestRun(t *testing.T) {
	ctx := t.Context()
	whole, judged := &store{kept: map[string][]string{}}, 0
	want, err := whole.work(23, &judged).Run(ctx)
	if err != nil || judged != 69 || len(want) != 3 || len(want[2]) != 23 || want[2][22] != "2:22" {
		t.Fatalf("%d judged, %v, %v", judged, want, err)
	}
	// A second run judges nothing, a longer one the rest.
	if again, err := whole.work(23, &judged).Run(ctx); err != nil || judged != 69 || !equal(again, want) {
		t.Errorf("again: %d judged, %v", judged, err)
	}
	if longer, err := whole.work(25, &judged).Run(ctx); err != nil || judged != 75 || longer[0][24] != "0:24" {
		t.Errorf("longer: %d judged, %v", judged, err)
	}
	if shorter, err := whole.work(4, &judged).Run(ctx); err != nil || judged != 75 || len(shorter[1]) != 4 {
		t.Errorf("shorter: %d judged, %v", judged, err)
	}
	// Parts in one store are the whole.
	parts, judged := &store{kept: map[string][]string{}}, 0
	for part := range 2 {
		w := parts.work(23, &judged)
		w.Part.Only = func(cell, chunk int) bool { return (cell+chunk)%2 == part }
		if _, err := w.Run(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := parts.work(23, &judged).Run(ctx); err != nil || judged != 69 || !equal(got, want) {
		t.Errorf("parts: %d judged, %v, %v", judged, got, err)
	}
}

func equal(a, b [][]string) bool { return slices.EqualFunc(a, b, slices.Equal) }

func TestRunStops(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("enough")
	s, judged := &store{kept: map[string][]string{}}, 0
	w := s.work(40, &judged)
	w.Progress = func(done, total int) { cancel(stop) }
	if _, err := w.Run(ctx); !errors.Is(err, stop) || judged >= 120 {
		t.Errorf("%d judged, %v", judged, err)
	}
	bad := errors.New("bad market")
	w = s.work(5, &judged)
	w.Kept, w.Judge = nil, func(cell, market int) (string, error) { return "", bad }
	if _, err := w.Run(t.Context()); !errors.Is(err, bad) || !strings.HasPrefix(err.Error(), "0, market 0: ") {
		t.Error(err)
	}
	judged = 0
	w = s.work(5, &judged)
	w.Kept = unreadable{}
	if _, err := w.Run(t.Context()); err != errUnreadable || judged != 0 {
		t.Errorf("what was kept cannot be read: %d judged, %v", judged, err)
	}
}

var errUnreadable = errors.New("the store fails")

// unreadable keeps nothing and fails.
type unreadable struct{}

func (unreadable) Load(cell, chunk int) ([]string, error)        { return nil, errUnreadable }
func (unreadable) Save(cell, chunk int, outcomes []string) error { return nil }

// Finished is given the chosen chunks, made or kept, and no others.
func TestRunOfChosen(t *testing.T) {
	s, judged := &store{kept: map[string][]string{}}, 0
	w := s.work(23, &judged)
	w.Part.Only = func(cell, chunk int) bool { return cell == 1 && chunk != 1 }
	var finished []string
	w.Part.Finished = func(c Chunk[int, string]) {
		finished = append(finished, fmt.Sprint(c.Cell, "/", c.Chunk, " ", len(c.Outcomes), " ", c.Made))
	}
	got, err := w.Run(t.Context())
	slices.Sort(finished)
	if want := []string{"1/0 10 true", "1/2 3 true"}; err != nil || judged != 13 || !slices.Equal(finished, want) || len(got[0]) != 0 || len(got[1]) != 13 {
		t.Errorf("%d judged, %q, %v, %v", judged, finished, got, err)
	}
	finished = nil
	if _, err := w.Run(t.Context()); err != nil || judged != 13 || len(finished) != 2 || strings.Contains(strings.Join(finished, ""), "true") {
		t.Errorf("again: %d judged, %q, %v", judged, finished, err)
	}
}
