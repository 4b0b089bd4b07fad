package notebook

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func setParameters(t *testing.T, symbol, data, testStart, sources string) {
	t.Helper()
	t.Setenv(SymbolVariable, symbol)
	t.Setenv(DataVariable, data)
	t.Setenv(TestStartVariable, testStart)
	t.Setenv(SourcesVariable, sources)
	for _, variable := range []string{FromVariable, ToVariable, AcceptedVariable} {
		t.Setenv(variable, "")
	}
	t.Setenv("GONB_DIR", "")
}

func TestParametersDefaults(t *testing.T) {
	setParameters(t, "", "", "", "")
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParametersFromEnv()
	want := Parameters{Symbol: "BTCUSDT", DataDir: filepath.Join(root, "build", "data")}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
}

func TestParametersFromEnv(t *testing.T) {
	data := t.TempDir()
	setParameters(t, "ETHUSDT", data, "2025-12-31", "okx_futures, bybit_futures,")
	accepted := filepath.Join(data, "accepted.json")
	t.Setenv(AcceptedVariable, accepted)
	t.Setenv(FromVariable, "2025-12-01")
	t.Setenv(ToVariable, "2026-01-31")
	t.Setenv("GONB_DIR", t.TempDir()) // no checkout is needed for absolute paths
	got, err := ParametersFromEnv()
	want := Parameters{"ETHUSDT", data, "2025-12-31", []string{"okx_futures", "bybit_futures"}, "2025-12-01", "2026-01-31", accepted}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
}

func TestRelativePathsAreThoseOfTheCheckout(t *testing.T) {
	setParameters(t, "", "somewhere", "", "")
	t.Setenv(AcceptedVariable, "notes/accepted.json")
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParametersFromEnv()
	if err != nil || got.DataDir != filepath.Join(root, "somewhere") || got.Accepted != filepath.Join(root, "notes", "accepted.json") {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestParametersErrors(t *testing.T) {
	for _, c := range []struct{ testStart, from, to, want string }{
		{"31.12.2025", "", "", `TICKBOOK_TEST_START="31.12.2025" is not a date: write it as YYYY-MM-DD`},
		{"", "soon", "", `TICKBOOK_FROM="soon" is not a date`},
		{"", "", "2025-02-30", `TICKBOOK_TO="2025-02-30" is not a date`},
		{"", "2025-12-02", "2025-12-01", "TICKBOOK_TO=2025-12-01 is before TICKBOOK_FROM=2025-12-02"},
		{"2025-12-02", "2025-12-02", "", "TICKBOOK_TEST_START=2025-12-02 leaves nothing to train: choose a day after TICKBOOK_FROM=2025-12-02"},
		{"2025-12-02", "", "2025-12-01", "TICKBOOK_TEST_START=2025-12-02 leaves nothing to test: choose a day up to TICKBOOK_TO=2025-12-01"},
	} {
		setParameters(t, "", "", c.testStart, "")
		t.Setenv(FromVariable, c.from)
		t.Setenv(ToVariable, c.to)
		if _, err := ParametersFromEnv(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want %q", err, c.want)
		}
	}
	for _, c := range []struct{ testStart, from, to string }{{"2025-12-02", "2025-12-01", "2025-12-02"}, {"", "2025-12-01", "2025-12-01"}} {
		setParameters(t, "", "", c.testStart, "")
		t.Setenv(FromVariable, c.from)
		t.Setenv(ToVariable, c.to)
		if p, err := ParametersFromEnv(); err != nil || p.From != c.from || p.To != c.to {
			t.Errorf("%+v: %+v, error %v", c, p, err)
		}
	}
	setParameters(t, "", "", "", "")
	elsewhere := t.TempDir()
	if err := os.WriteFile(filepath.Join(elsewhere, "go.mod"), []byte("module example.org/other\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GONB_DIR", elsewhere)
	if _, err := ParametersFromEnv(); err == nil || !strings.Contains(err.Error(), "no checkout") {
		t.Errorf("error %v does not say that there is no checkout", err)
	}
}

func TestErrorsOfASpanNameItsVariables(t *testing.T) {
	none := errors.New("no day")
	for want, p := range map[string]Parameters{
		"no day":                           {},
		"TICKBOOK_FROM=2025-12-01: no day": {From: "2025-12-01"},
		"TICKBOOK_FROM=2025-12-01 TICKBOOK_TO=2025-12-02: no day": {From: "2025-12-01", To: "2025-12-02"},
	} {
		if err := p.InSpan(none); !errors.Is(err, none) || err.Error() != want {
			t.Errorf("error %v, want %q", err, want)
		}
		if err := p.InSpan(nil); err != nil {
			t.Errorf("no error becomes %v", err)
		}
	}
}
