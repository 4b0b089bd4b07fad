package command

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/report"
	"github.com/tickbook/tickbook/microstructure/result"
	"github.com/tickbook/tickbook/microstructure/table"
)

// A judgement is the gated verdict with its evidence.
type judgement struct {
	verdict   evidence.Verdict
	evidence  *evidence.Evidence // nil when the data are too short for it
	short     error              // says why then
	null      *evidence.NullControl
	looks     desk.Looks
	causality []evidence.Causality
}

// judge runs the honest procedure beside the reference's, which records the
// look.
// Data that are too short for it are not proven, which is no error.
func judge(c *cobra.Command, d *desk.Desk) (*judgement, error) {
	ctx := c.Context()
	j := &judgement{}
	bar := newProgress(c.ErrOrStderr(), "evidence")
	j.evidence, j.short = d.Evidence(ctx, func(done, total int) { bar.update(done, total, "") })
	bar.finish()
	var err error
	if j.verdict, err = d.Verdict(ctx); err != nil {
		return nil, err
	}
	if j.looks, err = d.Record(ctx); err != nil {
		return nil, err
	}
	warnDamaged(c, j.looks)
	if j.evidence != nil {
		if j.causality, err = d.Causality(ctx); err != nil {
			return nil, err
		}
		if err := j.runNull(c, d); err != nil {
			return nil, err
		}
	}
	return j, nil
}

// warnDamaged names the lines of the record of looks that do not count.
func warnDamaged(c *cobra.Command, looks desk.Looks) {
	for _, line := range looks.Damaged {
		printWarnings(c, []string{line.Error()})
	}
}

func (j *judgement) runNull(c *cobra.Command, d *desk.Desk) (err error) {
	if d.Config.Shifts == 0 {
		return nil
	}
	bar := newProgress(c.ErrOrStderr(), "null control")
	defer bar.finish()
	j.null, err = d.Null(c.Context(), func(done, total int) { bar.update(done, total, "") })
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

// print prints the verdict with what it rests on.
func (j *judgement) print(w io.Writer) error {
	printVerdict(w, j.verdict)
	if j.evidence != nil {
		fmt.Fprintf(w, "%v.\n\n", j.verdict.BreakEven)
		if err := report.Decision(j.verdict, j.evidence.Config.Gates).WriteText(w); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	for i := range j.causality {
		fmt.Fprintf(w, "Test for looking ahead of %v.\n", &j.causality[i])
	}
	fmt.Fprintln(w, report.Looks(j.looks.Sentences()))
	if j.null == nil {
		return nil
	}
	fmt.Fprintln(w)
	return report.NullRates(j.null).WriteText(w)
}

func printVerdict(w io.Writer, v evidence.Verdict) {
	fmt.Fprintf(w, "Verdict: %s\n", v.Label)
	for _, reason := range v.Reasons {
		fmt.Fprintf(w, "  - %s\n", reason)
	}
}

// printSynthetic warns of simulated trades, before anything else is printed.
func printSynthetic(w io.Writer, synthetic bool) {
	if synthetic {
		fmt.Fprintln(w, "The data are synthetic: what follows says nothing about a market.")
	}
}
