package notebook

import (
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
	t.Setenv(AcceptedVariable, "")
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
	t.Setenv("GONB_DIR", t.TempDir()) // no checkout is needed for absolute paths
	got, err := ParametersFromEnv()
	want := Parameters{"ETHUSDT", data, "2025-12-31", []string{"okx_futures", "bybit_futures"}, accepted}
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
	setParameters(t, "", "", "31.12.2025", "")
	if _, err := ParametersFromEnv(); err == nil || !strings.Contains(err.Error(), `TICKBOOK_TEST_START="31.12.2025"`) {
		t.Errorf("error %v does not name the date", err)
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
