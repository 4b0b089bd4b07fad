package desk

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/atomicfile"
	"github.com/tickbook/tickbook/microstructure/reference"
)

// A NullDone is a run of the null control.
type NullDone struct {
	Run      int // from 0
	Kept     bool
	Rows     int    // markets judged: one at each of the costs
	Digest   string // SHA-256, in hexadecimal, of the results
	Duration time.Duration
}

// NullPart does some of the runs of Null and keeps each in a file of its own in
// a folder of Config.KeptDir, where Null finds them: the folder is named by a
// digest of all that a run depends on, which is the same whatever the number of
// runs and of workers. each is never called concurrently, and an error of it
// ends the work.
func (d *Desk) NullPart(ctx context.Context, runs []int, each func(NullDone) error) error {
	study, err := d.Study(ctx, nil)
	if err != nil {
		return err
	}
	e, err := d.Evidence(ctx, nil)
	if err != nil {
		return err
	}
	folder := d.nullFolder(e.Config, study.Config)
	if folder == "" {
		_, err := libraryDigest()
		return errors.Join(errors.New("results cannot be kept: give a folder to keep them in, use the cache, and build the program from its source"), err)
	}
	if err := atomicfile.MakeFolder(folder); err != nil {
		return err
	}
	var left []int
	for _, run := range runs {
		start := time.Now()
		results := keptNullRun(folder, run)
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
	n := d.nullConfig(e.Config, study.Config)
	return evidence.NullPart(ctx, e.Market, e.Config, evidence.ReferenceOf(study), n, left, func(run int, results []evidence.NullRun, took time.Duration) error {
		done, content, err := nullDone(run, results)
		if err != nil {
			return err
		}
		if err := atomicfile.Write(nullPath(folder, run), content); err != nil {
			return err
		}
		done.Duration = took
		mu.Lock()
		defer mu.Unlock()
		return each(done)
	})
}

// nullConfig is that of the null control on the data.
func (d *Desk) nullConfig(c evidence.Config, r reference.Config) evidence.NullConfig {
	n := evidence.DefaultNullConfig()
	n.Shifts = d.Config.Shifts
	if folder := d.nullFolder(c, r); folder != "" {
		n.Kept = func(run int) []evidence.NullRun { return keptNullRun(folder, run) }
	}
	return n
}

// nullFolder has the runs of NullPart; empty if they are not kept.
func (d *Desk) nullFolder(c evidence.Config, r reference.Config) string {
	c.Resampling.Workers = 1
	return strings.TrimSuffix(d.keptPathOf("nullruns", d.bars.value.built.InputDigest, c, &r, 0), ".gob")
}

func nullPath(folder string, run int) string {
	return filepath.Join(folder, fmt.Sprintf("%06d.json", run))
}

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

// keptNullRun is what was kept of a run; nil if there is none that is whole.
func keptNullRun(folder string, run int) []evidence.NullRun {
	content, err := os.ReadFile(nullPath(folder, run))
	var kept keptNull
	if err != nil || json.Unmarshal(content, &kept) != nil || kept.Run != run {
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
	return NullDone{Run: run, Rows: len(results), Digest: fmt.Sprintf("%x", sha256.Sum256(content))}, content, err
}
