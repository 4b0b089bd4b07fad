package report_test

import (
	"strings"
	"testing"
	"time"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/golden"
	"github.com/tickbook/tickbook/microstructure/internal/sample"
	"github.com/tickbook/tickbook/microstructure/pooled"
	"github.com/tickbook/tickbook/microstructure/reference"
	"github.com/tickbook/tickbook/microstructure/report"
	"github.com/tickbook/tickbook/microstructure/table"
)

func TestGolden(t *testing.T) {
	for _, s := range sample.All(t) {
		a := page{t: t}
		a.data(s)
		a.audit(s)
		a.reference(s.Reference)
		a.evidence(s.Evidence)
		a.null(s)
		a.Add("BothVerdicts", report.BothVerdicts(s.Reference, s.Evidence.Verdict).Markdown())
		switch s.Name {
		case "seeded":
			for _, table := range report.Calibration(sample.Calibration(t)) {
				a.table("Calibration", table)
			}
			a.Add("Caveats", report.Caveats())
			a.search(s)
		case "stopped":
			a.unproven(s)
		}
		a.Compare(t, s.Name+".txt")
	}
}

// A reference that stops after its walk-forward shows more than one that stops
// before its regimes.
func TestGoldenOfAReferenceThatStops(t *testing.T) {
	for name, s := range map[string]*reference.Study{"stopped_early.txt": sample.StoppedEarly(t), "stopped_late.txt": sample.StoppedLate(t)} {
		a := page{t: t}
		a.reference(s)
		a.Compare(t, name)
	}
}

// A rule on several symbols: on all, on one, on none.
func TestGoldenOfSymbols(t *testing.T) {
	a := page{t: t}
	for _, s := range []*sample.SymbolsStudy{sample.Generalising(t), sample.OneSymbols(t), sample.Untraded(t)} {
		a.table("SymbolStudies", report.SymbolStudies(s.Rows))
		a.symbols(s.Pooled)
		a.Add("PooledVerdict", report.PooledVerdict(s.Pooled, nil).Markdown())
	}
	a.symbols(nil)
	a.table("SymbolsCalibration", report.SymbolsCalibration(sample.SymbolsCalibration(t)))
	a.table("SymbolsCalibration of none", report.SymbolsCalibration(&pooled.Calibration{}))
	a.Add("PooledVerdict of none", report.PooledVerdict(nil, evidence.ErrTooShort).Markdown())
	a.Compare(t, "symbols.txt")
}

func (p *page) symbols(s *pooled.Study) {
	p.table("PooledFolds", report.PooledFolds(s))
	p.table("PooledSymbols", report.PooledSymbols(s))
	p.table("PooledMean", report.PooledMean(s))
	p.table("PooledGates", report.PooledGates(s))
}

// A page is an album of tables and text.
type page struct {
	golden.Album
	t *testing.T
}

func (p *page) table(name string, t table.Table) {
	p.t.Helper()
	for i, row := range t.Rows() {
		if row[0] == "Go" || row[0] == "tickbook" { // differ from one build to the next
			t.Columns[1].Values.(table.Texts)[i] = "VERSION"
		}
	}
	var b strings.Builder
	if err := t.WriteText(&b); err != nil {
		p.t.Fatal(err)
	}
	p.Add(name, b.String())
}

func (p *page) data(s *sample.Study) {
	config := s.Reference.Config
	config.TestStartUS = 0
	p.table("Parameters", report.Parameters(&dataset.Dataset{Dir: "DATA"}, s.Sources, config))
	config.TestStartUS = time.Date(2025, time.November, 20, 0, 0, 0, 0, time.UTC).UnixMicro()
	p.table("Parameters with a span and a test start", report.Parameters(&dataset.Dataset{Dir: "DATA", Span: dataset.Span{From: "2025-11-02", To: "2025-12-01"}}, s.Sources[:1], config))
	p.table("Input", report.Input(s.Built))
	p.table("Origin", report.Origin(s.Built))
}

func (p *page) audit(s *sample.Study) {
	a := s.Audit
	p.table("AuditParameters", report.AuditParameters(&dataset.Dataset{Dir: "DATA", Symbol: sample.Symbol, Span: dataset.Span{To: "2025-12-01"}}, s.Sources))
	p.table("AuditCoverage", report.AuditCoverage(a))
	p.table("AuditGaps", report.AuditGaps(a))
	p.table("AuditRows", report.AuditRows(a))
	p.table("AuditImport", report.AuditImport(a))
	p.table("AuditFlow", report.AuditFlow(a))
	p.table("AuditSpreads", report.AuditSpreads(a))
	p.table("AuditSpreadHours", report.AuditSpreadHours(a))
	p.table("AuditPairs", report.AuditPairs(a))
	p.table("AuditClocks", report.AuditClocks(a))
	p.table("AuditFindings", report.AuditFindings(a, 0))
	p.table("AuditFindings, five rows", report.AuditFindings(a, 5))
	p.Add("AuditLines", strings.Join(report.AuditLines(a, 6), "\n"))
	p.Add("AuditLine", report.AuditLine(a)+"\n"+report.AuditLine(nil))
	p.Add("AuditVerdict", report.AuditVerdict(a))
	p.table("AuditOrigin", report.AuditOrigin(a))
}

// reference shows the reference's study as far as it goes.
func (p *page) reference(s *reference.Study) {
	p.Add("Span", report.Span(s.Panel.TimestampUS)+"\n"+report.Span(nil)+"\n"+report.Count(s.Panel.Len())+" bars")
	p.table("Regimes", report.Regimes(s))
	p.table("Signal", report.Signal(s))
	p.table("IC", report.IC(s))
	p.table("DecileSpreads", report.DecileSpreads(s))
	p.table("RegimeSpreads", report.RegimeSpreads(s))
	p.table("TopTrials", report.TopTrials(s, 15))
	p.table("BottomTrials", report.BottomTrials(s, 5))
	if s.WalkForward != nil {
		p.table("BestStats", report.BestStats(s))
		p.table("Split", report.Split(s))
		p.Add("TrainSpan, TestSpan, TestDays", report.TrainSpan(s)+"\n"+report.TestSpan(s)+"\n"+report.Count(report.TestDays(s))+" days")
		p.table("WalkForwardTrials", report.WalkForwardTrials(s, 15))
	}
	if s.Stopped == nil {
		p.table("TestStats", report.TestStats(s))
		p.table("InOut", report.InOut(s))
	}
	p.Add("Observations", strings.Join(report.Observations(s), "\n"))
	p.Add("Summary", report.Summary(s))
	p.Add("Verdict", report.Verdict(s))
	p.Add("NextSteps", strings.Join(report.NextSteps(s), "\n"))
}

func (p *page) evidence(e *evidence.Evidence) {
	p.table("HonestProcedure", report.HonestProcedure(e.Config))
	p.table("CalendarHoles", report.CalendarHoles(e))
	p.table("Causality", report.Causality(e.TestCausality()))
	p.table("RobustIC", report.RobustIC(e))
	p.table("RobustDeciles", report.RobustDeciles(e))
	p.table("FillLadder", report.FillLadder(e))
	p.table("Exits", report.Exits(e))
	p.table("Folds", report.Folds(e))
	p.table("Selections", report.Selections(e))
	p.table("OutOfSample", report.OutOfSample(e))
	p.table("Plateaus", report.Plateaus(e, 8))
	p.table("Luck", report.Luck(e))
	p.table("BestOfMany", report.BestOfMany(e.Verdict))
	p.table("Survivors", report.Survivors(e))
	p.table("Overfitting", report.Overfitting(e.Verdict))
	p.table("Power", report.Power(e))
	p.table("HoldingPower", report.HoldingPower(e))
	p.table("Decision", report.Decision(e.Verdict, e.Config.Gates))
	p.table("Capacity", report.Capacity(e, evidence.DefaultImpact))
	p.table("Gates", report.Gates(e.Verdict))
}

func (p *page) null(s *sample.Study) {
	p.table("NullRates", report.NullRates(s.Null))
	p.Add("NullPlace", report.NullPlace(s.Null))
	p.Add("Looks", report.Looks(s.LookCount().Sentences()))
	looks := evidence.DistinctLooks(s.Looks)
	p.table("LookList", report.LookList(looks, 10))
	p.table("LookList, the latest two", report.LookList(looks, 2))
}

// unproven shows the verdict on data too short for evidence. search shows a
// search of one signal with a rule that trades and one that never does.
func (p *page) search(s *sample.Study) {
	flow := evidence.SignalFunc{Name: "flow", Of: func(c *evidence.Calendar) []float64 { return c.Consensus(ms.SignalFeatures()[0]) }}
	hour := ms.Horizon{Name: "1h", Bars: 12}
	r, err := evidence.RunSearch(s.Bars, evidence.Search{
		Signals: []evidence.SignalSource{flow},
		Rules:   []evidence.Rule{evidence.Hold{Direction: evidence.Against, Threshold: 0.1, Holding: hour}, evidence.Hold{Direction: evidence.With, Threshold: 1e6, Holding: hour}},
		Filters: ms.DefaultGrid().Filters[:1],
	}, s.Evidence.Config, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	p.table("SearchTrials", report.SearchTrials(r, 15))
	p.table("SearchTrials, one row", report.SearchTrials(r, 1))
	p.table("SearchFolds", report.SearchFolds(r))
	p.Add("SearchNull", report.SearchNull(evidence.NewRate(3, 200)))
	p.Add("SearchNull, none", report.SearchNull(evidence.Rate{}))
	p.table("SearchSelections", report.SearchSelections(r))
	p.table("SearchSurvivors", report.SearchSurvivors(r))
	p.table("SearchCapacity", report.SearchCapacity(r, 1.5))
}

func (p *page) unproven(s *sample.Study) {
	short := s.Evidence.Config
	short.Folds.TrainDays = 300
	v := evidence.Judge(s.Bars, short)
	p.table("Gates of data that are too short", report.Gates(v))
	p.Add("BothVerdicts of data that are too short", report.BothVerdicts(s.Reference, v).Markdown())
	for _, table := range report.Calibration(&evidence.Calibration{}) {
		p.table("Calibration of no market", table)
	}
}
