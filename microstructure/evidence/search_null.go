package evidence

import (
	"fmt"
	"runtime"

	"github.com/tickbook/tickbook/microstructure/internal/field"
)

// Null judges the same search on markets without an edge: every signal shifted
// in a circle against prices and regimes, as Null does. It returns how often
// the verdict is "edge". A search that RunSearch did not make is ErrConfig.
// progress may be nil.
func (r *Searched) Null(shifts int, seed uint64, progress func(done, total int)) (Rate, error) {
	if r == nil || len(r.markets) == 0 || r.Market == nil {
		return Rate{}, fmt.Errorf("%w: the search was not made by RunSearch", ErrConfig)
	}
	var bad field.Check
	bad.Whole("shifts", shifts, 1, maxRuns)
	if err := bad.As(ErrConfig); err != nil {
		return Rate{}, err
	}
	if err := r.Market.shiftable(); err != nil {
		return Rate{}, err
	}
	labels := make([]Label, shifts)
	err := inParallel(shifts, runtime.GOMAXPROCS(0), progress, func(i int) error {
		shift := r.Market.shift(seed, uint64(i))
		run := Searched{Search: r.Search, Config: r.Config}
		run.Config.AuditErrors, run.Config.Resampling.Workers = 0, 1
		run.Config.Resampling.Seed += uint64(i)
		var markets []*Market
		for _, m := range r.markets {
			markets = append(markets, m.withSignal(rotate(m.Signal, shift)))
		}
		err := run.judge(markets, nil, true)
		labels[i] = run.Verdict.Label
		return err
	})
	if err != nil {
		return Rate{}, err
	}
	edges := 0
	for _, l := range labels {
		if l == Edge {
			edges++
		}
	}
	return NewRate(edges, shifts), nil
}
