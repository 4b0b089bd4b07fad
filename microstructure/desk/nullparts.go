package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/reference"
	"github.com/tickbook/tickbook/microstructure/store"
)

// A NullDone is a run of the null control.
type NullDone struct {
	Run int // from 0
	PartDone
}

// NullPart does some of the runs of Null and keeps each in a file of its own in
// a folder of Config.KeptDir, where Null finds them: the folder is named by a
// digest of all that a run depends on, which is the same whatever the number of
// runs and of workers, and whatever the record of looks has. It enters no look.
// each is never called concurrently, and an error of it ends the work.
func (d *Desk) NullPart(ctx context.Context, runs []int, each func(NullDone) error) error {
	bars, _, err := d.Bars(ctx, nil)
	if err != nil {
		return err
	}
	c, err := d.audited(ctx, d.Config.Evidence)
	if err != nil {
		return err
	}
	market, c, err := evidence.Prepare(bars, c)
	if err != nil {
		return err
	}
	study, err := d.reference(ctx, bars, nil)
	if err != nil {
		return err
	}
	name := d.nullName(c, study.Config)
	if name == (keptName{}) {
		return fmt.Errorf("%w: give a directory to keep results in, and use the cache", ErrNotKept)
	}
	folder, err := name.folder()
	if err == nil {
		err = store.MakeFolder(folder.own)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotKept, err)
	}
	var left []int
	for _, run := range runs {
		start := time.Now()
		results, err := keptNullRun(folder, run)
		if err != nil {
			return err
		}
		if results == nil {
			left = append(left, run)
			continue
		}
		done, _, err := nullDone(run, results)
		if err != nil {
			return err
		}
		done.Kept, done.Duration = true, time.Since(start)
		if err := each(done); err != nil {
			return err
		}
	}
	var mu sync.Mutex
	n := evidence.DefaultNullConfig()
	n.Shifts = d.Config.Shifts
	return evidence.NullPart(ctx, market, c, evidence.ReferenceOf(study), n, left, func(run int, results []evidence.NullRun, took time.Duration) error {
		done, content, err := nullDone(run, results)
		if err != nil {
			return err
		}
		if err := store.WriteCache(store.Join(folder.own, nullFile(run)), content); err != nil {
			return fmt.Errorf("%w: %w", ErrNotKept, err)
		}
		done.Duration = took
		mu.Lock()
		defer mu.Unlock()
		return each(done)
	})
}

// nullConfig is that of the null control on the data, which finds the runs that
// were kept.
func (d *Desk) nullConfig(c evidence.Config, r reference.Config) (evidence.NullConfig, error) {
	n := evidence.DefaultNullConfig()
	n.Shifts = d.Config.Shifts
	name := d.nullName(c, r)
	if name == (keptName{}) {
		return n, nil
	}
	folder, err := name.folder()
	if store.Failed(err) {
		return n, failedToRead(err)
	}
	if err != nil {
		return n, nil
	}
	var warned sync.Once
	n.Kept = func(run int) ([]evidence.NullRun, error) {
		results, err := keptNullRun(folder, run)
		if results == nil && err == nil {
			warned.Do(func() { d.warnOfOthers(folder.others) })
		}
		return results, err
	}
	return n, nil
}

// nullName is that of the folder with the runs of NullPart; zero if they are not
// kept.
func (d *Desk) nullName(c evidence.Config, r reference.Config) keptName {
	c.PriorTrials = 0
	return d.keptNameOfRuns("nullruns", d.bars.value.built.InputDigest, c, &r, 0)
}

// nullFile is the name of the file of a run.
func nullFile(run int) string { return fmt.Sprintf("%06d.json", run) }

// A keptNull is a file: a run's verdicts, with null for NaN.
type keptNull struct {
	Run     int              `json:"run"`
	Results []keptNullResult `json:"results"`
}

type keptNullResult struct {
	Kind             string            `json:"kind"`
	Costs            string            `json:"costs"`
	ShiftBars        int               `json:"shift_bars"`
	Label            evidence.Label    `json:"label"`
	Reference        reference.Verdict `json:"reference"`
	BestBps          *float64          `json:"best_bps"`
	OutOfSampleBps   *float64          `json:"out_of_sample_bps"`
	ReferenceBestBps *float64          `json:"reference_best_bps"`
}

// keptNullRun is what was kept of a run; nil if there is none that is whole. The
// error is that of a store.
func keptNullRun(folder keptFolder, run int) ([]evidence.NullRun, error) {
	return readPart(folder, nullFile(run), func(content []byte) []evidence.NullRun { return decodeNullRun(content, run) })
}

// decodeNullRun reads a file; nil if it is damaged.
func decodeNullRun(content []byte, run int) []evidence.NullRun {
	var kept keptNull
	if json.Unmarshal(content, &kept) != nil || kept.Run != run {
		return nil
	}
	number := func(v *float64) float64 {
		if v == nil {
			return math.NaN()
		}
		return *v
	}
	var results []evidence.NullRun
	for _, r := range kept.Results {
		results = append(results, evidence.NullRun{Kind: r.Kind, Costs: r.Costs, ShiftBars: r.ShiftBars, Label: r.Label, Reference: r.Reference,
			BestBps: number(r.BestBps), OutOfSampleBps: number(r.OutOfSampleBps), ReferenceBestBps: number(r.ReferenceBestBps)})
	}
	return results
}

// nullDone describes a run, and encodes its file.
func nullDone(run int, results []evidence.NullRun) (NullDone, []byte, error) {
	number := func(v float64) *float64 {
		if math.IsNaN(v) {
			return nil
		}
		return &v
	}
	kept := keptNull{Run: run}
	for _, r := range results {
		kept.Results = append(kept.Results, keptNullResult{r.Kind, r.Costs, r.ShiftBars, r.Label, r.Reference,
			number(r.BestBps), number(r.OutOfSampleBps), number(r.ReferenceBestBps)})
	}
	content, err := json.MarshalIndent(kept, "", " ")
	content = append(content, '\n')
	return NullDone{run, PartDone{Rows: int64(len(results)), Digest: digestOf(content)}}, content, err
}
