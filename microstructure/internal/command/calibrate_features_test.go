package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure/factor"
	"github.com/tickbook/tickbook/microstructure/report"
)

func TestCalibrateFeatures(t *testing.T) {
	csv := filepath.Join(t.TempDir(), "features.csv")
	args := []string{"calibrate", "features", "--markets", "1", "--resamples", "39", "--kinds", "independent in time|bounce"}
	whole := mustRun(t, append(args, "--csv", csv)...)
	for _, want := range []string{"Features of simulated markets, seed 1", "independent in time", "called bounce", "markets of bounce alone that are called bounce"} {
		if !strings.Contains(whole, want) {
			t.Errorf("it does not say %q:\n%s", want, whole)
		}
	}
	if content, err := os.ReadFile(csv); err != nil || len(strings.Split(string(content), "\n")) != 5 {
		t.Errorf("%v\n%s", err, content)
	}
}

func TestCalibrateFeaturesRefuses(t *testing.T) {
	for want, args := range map[string][]string{
		"matches none of":      {"--kinds", "unicorn"},
		"missing closing )":    {"--kinds", "("},
		"--markets 0: give":    {"--markets", "0"},
		"--resamples -1: give": {"--resamples", "-1"},
	} {
		if _, _, err := tickbook(t, append([]string{"calibrate", "features"}, args...)...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", args, err, want)
		}
	}
}

// Rates that refute a target fail where they are to be checked.
func TestCalibrateFeaturesChecks(t *testing.T) {
	bounce := factor.CellResult{Cell: factor.Cell{Simulation: factor.BounceSimulation(), Truth: factor.BounceTruth}, Outcomes: make([]factor.Outcome, 20)}
	found := factor.CellResult{Cell: factor.Cell{Simulation: factor.TrueSimulation(), Truth: factor.RelatedTruth}}
	for range 20 {
		found.Outcomes = append(found.Outcomes, factor.Outcome{Explorable: 2, FalseExplorable: 1, Found: 3, CopiesTogether: 3})
	}
	var out strings.Builder
	k := &factor.Calibration{Cells: []factor.CellResult{bounce, found}}
	write := func(check bool) error {
		flags := calibrationFlags{check: check}
		return flags.write(&out, report.FeatureCalibration(k), func() []string { return writeFeatureTargets(&out, k) })
	}
	if err := write(false); err != nil || !strings.Contains(out.String(), "met: copies clustered with them: 60 of 60") {
		t.Errorf("%v\n%s", err, &out)
	}
	err := write(true)
	for _, want := range []string{"called bounce: 0 of 20", "refuted: mean false share of what is to be explored, three true features: 50.0 %"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
