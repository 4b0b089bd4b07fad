package notebook

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestNullShiftsFromEnv(t *testing.T) {
	for text, want := range map[string]int{"": defaultShifts, "0": 0, "250": 250} {
		t.Setenv(NullVariable, text)
		if got, err := NullShiftsFromEnv(); err != nil || got != want {
			t.Errorf("%q gives %d, %v, want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"-1", "1.5", "many"} {
		t.Setenv(NullVariable, text)
		if got, err := NullShiftsFromEnv(); err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%q gives %d, %v, want an error that names it", text, got, err)
		}
	}
}

func TestLooksDirFromEnv(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("GONB_DIR", "")
	absolute := t.TempDir()
	for text, want := range map[string]string{
		"": filepath.Join(root, "build", "looks"), "kept": filepath.Join(root, "kept"), absolute: absolute,
	} {
		t.Setenv(LooksVariable, text)
		if got, err := LooksDirFromEnv(); err != nil || got != want {
			t.Errorf("%q gives %q, %v, want %q", text, got, err, want)
		}
	}
	t.Setenv(LooksVariable, "kept")
	t.Setenv("GONB_DIR", t.TempDir())
	if _, err := LooksDirFromEnv(); err == nil {
		t.Error("a relative directory outside a checkout is no error")
	}
}
