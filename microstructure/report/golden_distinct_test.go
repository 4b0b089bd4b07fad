package report_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/reference"
	"github.com/tickbook/tickbook/microstructure/report"
)

// Figures that are equal in small studies, such as p-values of few resamples,
// or never occur there, are made to differ, so that none can take another's
// place unseen.
func TestGoldenOfDistinctFigures(t *testing.T) {
	p := page{t: t}
	p.table("AuditClocks", report.AuditClocks(&audit.Audit{Pairs: []audit.Pair{
		{First: "a", Second: "b", ClearLag: true, LagSeconds: 3, Peak: 0.5, AtZero: 0.1},
		{First: "a", Second: "c", ClearLag: true, LagSeconds: -7, Peak: 0.4, AtZero: -0.2},
		{First: "b", Second: "c", LagSeconds: 9, Peak: 0.02, AtZero: 0.01},
	}}))
	p.Add("AuditVerdict", report.AuditVerdict(&audit.Audit{}))
	accepted := audit.Finding{Severity: audit.Error, Check: audit.CheckPrice, Source: "a", Date: "2025-11-03", Message: "1 price far away"}
	unfit := audit.Finding{Severity: audit.Error, Check: audit.CheckSide, Source: "b", Message: "side looks inverted", Reopened: "it was accepted for other data (another reason)"}
	a := &audit.Audit{Symbol: "S", Accepted: []audit.Accepted{{Finding: accepted, Reason: "a reason"}}}
	p.Add("AuditVerdict, accepted", report.AuditVerdict(a))
	p.Add("AuditLine, accepted", report.AuditLine(a))
	a.Findings = []audit.Finding{unfit}
	p.Add("AuditLines, accepted and opened again", strings.Join(report.AuditLines(a, 0), "\n"))
	p.Add("AuditRefusal", report.AuditRefusal(a, &dataset.Dataset{Dir: "DATA"}, "").Error())
	p.Add("AuditRefusal, with a span and a file", report.AuditRefusal(a,
		&dataset.Dataset{Dir: "my data", Span: dataset.Span{From: "2025-11-01", To: "2025-11-02"}}, "it's here.json").Error())

	p.table("OwnFeatures", report.OwnFeatures(dataset.BuildReport{Own: []dataset.OwnReport{
		{Feature: "top_share", Parameters: "{Share:0.1}", Code: strings.Repeat("1a2b3c4d", 8), Days: 12, Served: 11, Built: []dataset.OwnReason{{Why: "the day's file changed", Days: 1}}},
		{Feature: "skew", Parameters: "{}", Code: "version 2", Days: 12, Served: 4, Built: []dataset.OwnReason{{Why: "it is new", Days: 7}, {Why: "its code changed (1a2b3c4d → version 2)", Days: 1}}},
	}}))

	p.table("KeptFeatures", report.KeptFeatures([]dataset.KeptFeature{
		{Feature: "skew", Files: 12, Bytes: 400_000, Written: time.Date(2026, 2, 3, 9, 30, 0, 0, time.UTC), Orphans: 2},
		{Feature: "top_share", Files: 1200, Bytes: 34_000_000, Written: time.Date(2026, 2, 4, 9, 30, 0, 0, time.UTC)},
	}, []string{"top_share"}))

	var v evidence.Verdict
	v.SPA.Reps, v.SPA.Used = 1999, []int{0}
	pvalues := []*inference.SPAFamily{&v.SPA.Studentised, &v.SPA.Unstudentised}
	for i, s := range pvalues {
		s.Lower.PPlus1, s.Consistent.PPlus1, s.Upper.PPlus1 = 0.01+0.1*float64(i), 0.00002+0.2*float64(i), 0.03+0.3*float64(i)
	}
	p.table("BestOfMany", report.BestOfMany(v))
	v.PBO = inference.PBO{Combinations: 12_870, BlockRows: 5, RowsUsed: 80, PBO: 0.25, Resolution: 1. / 12_870, MedianLogit: -0.75, ProbLoss: 0.125, Slope: 0.5}
	p.table("Overfitting", report.Overfitting(v))
	v.Gates = []evidence.Gate{
		{Name: "evidence", Value: 30, Threshold: 30, Pass: true}, {Name: "profit", Value: -1.5}, {Name: "stability", Value: 0.9501, Threshold: 0.5, Pass: true},
		{Name: "market_timing", Value: math.NaN()}, {Name: "a new one", Value: 0.25, Threshold: 0.125},
	}
	p.table("Gates", report.Gates(v))
	v.Accepted = []string{"price:a:2025-11-03: a reason", "side:b: another reason"}
	p.table("Gates, with accepted findings", report.Gates(v))

	rate := func(count int) evidence.Rate { return evidence.NewRate(count, 10) }
	null := &evidence.NullControl{
		Rates:           []evidence.NullRate{{Kind: "misaligned", Costs: "standard", Gated: rate(1), Reference: rate(6)}, {Kind: "none", Costs: "gross"}},
		ObservedBestBps: 120.5, PValue: 0.25, ReferenceObservedBps: -30.5, ReferenceObservedPV: 0.75,
	}
	p.table("NullRates", report.NullRates(null))
	p.Add("NullPlace", report.NullPlace(null))

	k := &evidence.Calibration{Config: evidence.CalibrationConfig{Seed: 3}}
	for i, g := range evidence.Groups() {
		cell := evidence.NewCell(g, evidence.Simulation{Name: "simulated"}, evidence.VIP())
		if g == evidence.Dead {
			cell.Costs = evidence.Standard()
		}
		if g == evidence.Living || g == evidence.Scarce {
			cell.Kind = evidence.Offer{Name: "on offer"}
		}
		r := evidence.CellResult{Cell: cell, Outcomes: []evidence.Outcome{
			{Label: evidence.Edge, Trips: float64(100 + i), NetBps: 250, Selected: map[string]evidence.Label{"single best": evidence.Edge}, Reference: "positive", Oracle: true, OracleOut: true, Shown: []string{evidence.LowDSR, evidence.StressLoss}},
			{Label: evidence.NotProven, Failed: []string{"stability"}, Trips: 50, NetBps: -1000, Reference: "negative", Oracle: true},
			{Label: evidence.NoEdge, Failed: []string{"profit", "market"}}, {Label: evidence.NotProven, Failed: []string{"market"}},
		}}
		for range i {
			r.Outcomes = append(r.Outcomes, r.Outcomes[i%4])
		}
		k.Cells = append(k.Cells, r)
	}
	for _, table := range report.Calibration(k) {
		p.table("Calibration", table)
	}
	p.table("LooksCalibration", report.LooksCalibration(&evidence.LooksCalibrated{
		Config: evidence.LooksCalibration{CalibrationConfig: evidence.CalibrationConfig{Seed: 3}, Symbols: 50}, Line: 1200, Edges: 40,
		Rows: []evidence.LooksRow{{Counting: "not at all", FalseClaims: 0.625, FalseSE: 0.0625, Power: 0.75, First: 0.875, Last: 0.5}, {Counting: "by trials", Gate: true, FalseClaims: math.NaN(), FalseSE: math.NaN(), Power: 0.25, First: 0.75, Last: 0.125}},
	}))
	for _, target := range k.Targets() {
		p.Add("Target", fmt.Sprintf("%v; met %t, refuted %t", target, target.Met(), target.Refuted()))
	}
	p.Add("Looks", report.Looks(evidence.LookCount{Looks: 2, Configurations: 3, Prior: 5, Others: 1, OtherPrior: 4, ByName: []string{"rule own: it reads a clock"}}.Sentences()))

	ic := func(p float64) evidence.RobustIC {
		return evidence.RobustIC{Horizon: ms.Horizon{Name: "15m"}, N: 1234, IC: -0.0123, PNaive: p, PHAC: 2 * p, PBootstrap: 3 * p}
	}
	p.table("FeatureICs", report.FeatureICs([]evidence.FeatureIC{{Feature: ms.Feature{Name: "a"}, IC: []evidence.RobustIC{ic(0.01), ic(0.02)}}, {Feature: ms.Feature{Name: "b"}, IC: []evidence.RobustIC{ic(0.03)}}}))

	study := &reference.Study{WalkForward: &reference.WalkForward{Trials: make([]reference.Trial, 48)}}
	for _, mean := range []float64{-1.5, -2.5} {
		study.BestTest = reference.Trial{Configuration: ms.Configuration{Filter: ms.RegimeFilter{Name: "all"}, Threshold: 1.75, Holding: ms.Horizons()[2]}, N: 31, MeanBps: mean}
		p.Add("Verdict", report.Verdict(study))
	}
	p.Compare(t, "distinct.txt")
}
