package result

import (
	"encoding/json"
	"io"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/reference"
)

// A Summary is the content of summary.json.
type Summary struct {
	Symbol    string `json:"symbol"`
	TestStart string `json:"test_start"` // date, UTC
	Interval  string `json:"interval"`   // length of the bars, such as 5m
	// Failed is nil, or the reason why the reference procedure stopped, so that
	// its later tables are missing.
	Failed       *string         `json:"failed"`
	Best         *Trial          `json:"best,omitempty"`
	BestTest     *Trial          `json:"best_wf,omitempty"`
	TrainMean    *float64        `json:"train_mean,omitempty"`
	TrainStd     *float64        `json:"train_std,omitempty"`
	Regimes      map[string]int  `json:"regimes"`        // rows by label; empty if the study stopped before them
	VolRatioCuts *[2]float64     `json:"vol_ratio_cuts"` // 30 % and 70 % quantiles; nil if the study stopped before them
	Verdict      *Verdict        `json:"verdict,omitempty"`
	Sources      []SourceSummary `json:"sources"`
	Audit        string          `json:"audit"` // its result in a line
	InputDigest  string          `json:"input_digest"`
	Judged       *JudgedSignal   `json:"judged,omitempty"` // a signal from a file, which replaces the study's
	Synthetic    bool            `json:"synthetic"`
	Version      string          `json:"version"`
	// Files are the SHA-256 digests, in hexadecimal digits, of the set's other
	// files by name. Set.Write fills them in.
	Files map[string]string `json:"files"`
}

// A JudgedSignal is a signal that another program made.
type JudgedSignal struct {
	File       string `json:"file"`
	Column     string `json:"column"`
	KnownAfter string `json:"known_after"` // as it was given; nobody can test it
	Placed     string `json:"placed"`      // how the values came onto the bars
}

// A Verdict is the gated verdict together with the reference's.
type Verdict struct {
	Label          evidence.Label    `json:"label"`
	Reasons        []string          `json:"reasons"`
	Gates          []evidence.Gate   `json:"gates"`
	ReferenceLabel reference.Verdict `json:"reference_label,omitempty"` // empty when the reference stopped early
	BreakEven      *BreakEven        `json:"break_even,omitempty"`      // nil without round trips
}

// A BreakEven is the largest fee of a round trip that the record would have
// paid.
type BreakEven struct {
	Bps      float64  `json:"bps"`
	LowerBps *float64 `json:"lower_bps"` // nil where unknown, as UpperBps
	UpperBps *float64 `json:"upper_bps"`
	// FirstTier of the venue's fees that it pays, nil if it pays none.
	FirstTier *string `json:"first_tier"`
}

// NewVerdict joins the two. There is no study of a signal from a file.
func NewVerdict(s *reference.Study, v evidence.Verdict) *Verdict {
	out := &Verdict{Label: v.Label, Reasons: v.Reasons, Gates: v.Gates}
	if out.Reasons == nil {
		out.Reasons = []string{}
	}
	if out.Gates == nil {
		out.Gates = []evidence.Gate{}
	}
	if s != nil && s.Stopped == nil {
		out.ReferenceLabel = reference.Judge(s.BestTest)
	}
	if b := v.BreakEven; b.Tiers > 0 && b.Bps == b.Bps { // JSON has no NaN
		out.BreakEven = newBreakEven(b)
	}
	return out
}

func newBreakEven(b evidence.BreakEven) *BreakEven {
	out := &BreakEven{Bps: b.Bps}
	if b.LowerBps == b.LowerBps && b.UpperBps == b.UpperBps {
		out.LowerBps, out.UpperBps = &b.LowerBps, &b.UpperBps
	}
	if b.Pays {
		tier := b.Tier.String()
		out.FirstTier = &tier
	}
	return out
}

// A SourceSummary summarises a source's data.
type SourceSummary struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	First string `json:"first_day"` // date, UTC
	Last  string `json:"last_day"`
	Days  int    `json:"days"`
	Rows  int64  `json:"rows"`
	Bars  int    `json:"bars"`
}

// A Trial is a chosen row of sweep or walk_forward.
type Trial struct {
	Filter    string   `json:"vol_filter"`
	Threshold float64  `json:"threshold"`
	Holding   string   `json:"holding"`
	N         int      `json:"n_trades"`
	TotalBps  float64  `json:"total_pnl_bps"`
	MeanBps   float64  `json:"avg_pnl_bps"`
	WinRate   float64  `json:"win_rate"`
	Sharpe    *float64 `json:"sharpe,omitempty"`
}

// NewSummary fills in what the study knows; the caller adds the input's part.
func NewSummary(s *reference.Study) Summary {
	out := Summary{
		Symbol:    s.Config.Symbol,
		TestStart: microstructure.FormatDate(s.Config.TestStartUS),
		Interval:  s.Config.Interval.String(),
		Regimes:   map[string]int{},
	}
	if s.Regimes != nil {
		out.VolRatioCuts = &[2]float64{s.Cuts.Low, s.Cuts.High}
		for r, n := range microstructure.CountRegimes(s.Regimes) {
			out.Regimes[microstructure.Regime(r).String()] = n
		}
	}
	if s.Stopped != nil {
		reason := s.Stopped.Error()
		out.Failed = &reason
	}
	if s.WalkForward == nil {
		return out
	}
	out.Best = newTrial(s.Best)
	out.Best.Sharpe = &s.Best.Sharpe
	if z := s.WalkForward.ZScore; z.Std == z.Std { // JSON has no NaN
		out.TrainMean, out.TrainStd = &z.Mean, &z.Std
	}
	if s.Stopped == nil {
		out.BestTest = newTrial(s.BestTest)
	}
	return out
}

func newTrial(t reference.Trial) *Trial {
	return &Trial{t.Filter.Name, t.Threshold, t.Holding.Name, t.N, t.TotalBps, t.MeanBps, t.WinRate, nil}
}

func (s Summary) write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(s)
}
