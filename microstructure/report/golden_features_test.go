package report_test

import (
	"testing"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/factor"
	"github.com/tickbook/tickbook/microstructure/internal/sample"
	"github.com/tickbook/tickbook/microstructure/report"
)

// featuresOf measures features of the bars of a study before a day, with few
// resamples.
func featuresOf(t *testing.T, s *sample.Study, bars []microstructure.SourceBars, day int, features ...string) *factor.Study {
	t.Helper()
	c := factor.DefaultConfig(s.Evidence.Config)
	c.Horizons = []microstructure.Horizon{c.Horizons[0], c.Horizons[1], c.Horizons[len(c.Horizons)-1]}
	c.Resampling.Reps, c.Resampling.Workers, c.RowReps = 199, 2, 40
	if len(features) > 0 {
		c.Features = nil
		for _, f := range microstructure.Features() {
			for _, name := range features {
				if f.Name == name {
					c.Features = append(c.Features, f)
				}
			}
		}
	}
	study, err := factor.Run(bars, s.Evidence.Calendar.StartUS+int64(day)*microstructure.DayUS, c, nil)
	if err != nil {
		t.Fatal(err)
	}
	return study
}

// A market of several sources with an edge, and one source of few days.
func TestGoldenFeatures(t *testing.T) {
	seeded := sample.Seeded(t)
	for name, s := range map[string]*factor.Study{
		"features":     featuresOf(t, seeded, seeded.Bars, 38),
		"features_few": featuresOf(t, seeded, seeded.Bars[:1], 12, "vol_imbalance", "iti_cv"),
	} {
		p := page{t: t}
		p.features(s)
		p.Compare(t, name+".txt")
		g := gallery{t: t}
		g.features(s)
		g.Compare(t, "figures/"+name+".txt")
	}
}

func (p *page) features(s *factor.Study) {
	p.Add("MeasuredSpan", report.MeasuredSpan(s))
	p.table("FeatureProfiles", report.FeatureProfiles(s))
	p.table("FeatureHorizons", report.FeatureHorizons(s))
	p.table("Contrarian", report.Contrarian(s))
	p.table("DelayLadder", report.DelayLadder(s))
	p.table("FeatureVenues", report.FeatureVenues(s))
	p.table("FeatureGroups", report.FeatureGroups(s))
	p.table("CalmMarkets", report.CalmMarkets(s))
	p.table("FeatureDeciles", report.FeatureDeciles(s))
	p.table("FeatureDecay", report.FeatureDecay(s))
	p.table("FeatureClusters", report.FeatureClusters(s))
	p.table("FeatureAdditions", report.FeatureAdditions(s))
	p.table("FeaturePermutations", report.FeaturePermutations(s))
	p.table("FeatureEvents", report.FeatureEvents(s))
	p.table("EverythingTried", report.EverythingTried(s, 12))
	p.table("FeaturesChosen", report.FeaturesChosen(s))
}

func (g *gallery) features(s *factor.Study) {
	g.draw("AutocorrelationFigure")(report.AutocorrelationFigure(sample.Symbol, s))
	g.draw("FeatureICFigure")(report.FeatureICFigure(sample.Symbol, s))
	g.draw("DelayLadderFigure")(report.DelayLadderFigure(sample.Symbol, s))
	g.draw("FeatureVenuesFigure")(report.FeatureVenuesFigure(sample.Symbol, s))
	g.draw("FeatureGroupsFigure")(report.FeatureGroupsFigure(sample.Symbol, s, ""))
	g.draw("FeatureDecilesFigure")(report.FeatureDecilesFigure(sample.Symbol, s))
	g.draw("FeatureDecayFigure")(report.FeatureDecayFigure(sample.Symbol, s))
	g.draw("RedundancyFigure")(report.RedundancyFigure(sample.Symbol, s))
	g.draw("FeatureAdditionsFigure")(report.FeatureAdditionsFigure(sample.Symbol, s))
	g.draw("FeatureEventsFigure")(report.FeatureEventsFigure(sample.Symbol, s))
	g.draw("EverythingTriedFigure")(report.EverythingTriedFigure(sample.Symbol, s))
	g.draw("FeaturesChosenFigure")(report.FeaturesChosenFigure(sample.Symbol, s))
}

// The rates of features on simulated markets.
func TestGoldenFeatureCalibration(t *testing.T) {
	k := &factor.Calibration{Config: factor.CalibrationConfig{Seed: 1}}
	for i, cell := range factor.Cells() {
		k.Cells = append(k.Cells, factor.CellResult{Cell: cell, Outcomes: []factor.Outcome{
			{Kept: i % 2, Explorable: 2, FalseExplorable: i % 3, Found: min(2, cell.True), CopiesTogether: cell.True, Bounce: cell.Truth == factor.BounceTruth}, {},
		}})
	}
	p := page{t: t}
	p.table("FeatureCalibration", report.FeatureCalibration(k))
	p.Compare(t, "feature_calibration.txt")
}
