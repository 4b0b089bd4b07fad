package main

import (
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/reference"
	"github.com/tickbook/tickbook/microstructure/report"
	"github.com/tickbook/tickbook/microstructure/result"
	"github.com/tickbook/tickbook/microstructure/table"
)

// A judgement is the gated verdict with what it rests on.
type judgement struct {
	verdict  evidence.Verdict
	evidence *evidence.Evidence // nil when the data are too short for it
	short    error              // says why then
	null     *evidence.NullControl
	looks    evidence.LookCount // at this span, this one included
}

// judge runs the honest procedure beside the reference's, and records the look
// in dir. Data that are too short for it are not proven, which is no error.
func judge(c *cobra.Command, bars []microstructure.SourceBars, study *reference.Study, built dataset.BuildReport,
	config evidence.Config, shifts int, dir string) (*judgement, error) {
	first := microstructure.FormatDate(study.Panel.TimestampUS[0])
	last := microstructure.FormatDate(study.Panel.TimestampUS[study.Panel.Len()-1])
	looks, broken, err := result.ReadLooks(dir)
	if err != nil {
		return nil, err
	}
	if broken > 0 {
		fmt.Fprintf(c.ErrOrStderr(), "warning: left out %s of the record of looks\n", text.Plural(broken, "unreadable line"))
	}
	config.PriorTrials = evidence.CountLooks(looks, built.InputDigest, first, last, config.Digest()).Prior

	j := &judgement{}
	bar := newProgress(c.ErrOrStderr(), "evidence")
	j.evidence, err = interruptible(c.Context(), func() (*evidence.Evidence, error) {
		return evidence.Run(bars, config, func(done, total int) { bar.update(done, total, "") })
	})
	bar.finish()
	if err != nil && c.Context().Err() != nil {
		return nil, err
	}
	if err != nil {
		j.verdict, j.evidence, j.short = evidence.Unproven(err, config.AuditAccepted...), nil, err
	} else {
		j.verdict = j.evidence.Verdict
		if err := j.runNull(c, study, config, shifts); err != nil {
			return nil, err
		}
	}
	look := evidence.Look{Time: time.Now().UTC(), Digest: built.InputDigest, FromDate: first, ToDate: last,
		Parameters: config.Digest(), Configurations: config.Grid.Len(), Verdict: j.verdict.Label}
	if err := result.AppendLook(dir, look); err != nil {
		return nil, err
	}
	j.looks = evidence.CountLooks(append(looks, look), built.InputDigest, first, last, config.Digest())
	return j, nil
}

func (j *judgement) runNull(c *cobra.Command, study *reference.Study, config evidence.Config, shifts int) (err error) {
	if shifts == 0 {
		return nil
	}
	null := evidence.DefaultNullConfig()
	null.Shifts = shifts
	bar := newProgress(c.ErrOrStderr(), "null control")
	defer bar.finish()
	j.null, err = interruptible(c.Context(), func() (*evidence.NullControl, error) {
		return evidence.Null(j.evidence.Market, config, evidence.ReferenceOf(study), null, func(done, total int) { bar.update(done, total, "") })
	})
	return err
}

func (j *judgement) tables() []table.Table {
	if j.evidence == nil {
		return []table.Table{result.GateTable(&j.verdict)}
	}
	tables := result.EvidenceTables(j.evidence)
	if j.null != nil {
		tables = append(tables, result.NullTables(j.null)...)
	}
	return tables
}

// print says the verdict in words.
func (j *judgement) print(w io.Writer) error {
	fmt.Fprintf(w, "Verdict: %s\n", j.verdict.Label)
	for _, reason := range j.verdict.Reasons {
		fmt.Fprintf(w, "  - %s\n", reason)
	}
	fmt.Fprintln(w, report.Looks(j.looks))
	if j.null == nil {
		return nil
	}
	fmt.Fprintln(w)
	return report.NullRates(j.null).WriteText(w)
}
