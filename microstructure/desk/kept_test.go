package desk

import (
	"bytes"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/reference"
	"github.com/tickbook/tickbook/microstructure/result"
)

// everything is all that tables say of the evidence.
func everything(t *testing.T, e *evidence.Evidence) string {
	t.Helper()
	var out bytes.Buffer
	for _, table := range result.EvidenceTables(e) {
		out.WriteString(table.Name + "\n")
		if err := table.WriteCSV(&out); err != nil {
			t.Fatal(err)
		}
	}
	fmt.Fprintf(&out, "%+v\n%+v\n%+v\n%v\n%+v\n", e.Verdict, e.OutOfSample, e.Exits, e.LadderOf, e.Trials)
	return out.String()
}

func meanSize(t microstructure.Trades, p struct{ Least float64 }) float64 {
	sum, n := 0.0, 0
	for _, q := range t.Quantity {
		if q >= p.Least {
			sum, n = sum+q, n+1
		}
	}
	if n == 0 {
		return math.NaN()
	}
	return sum / float64(n)
}

// Evidence is computed once, and again when anything that it depends on has
// changed.
func TestEvidenceIsKept(t *testing.T) {
	dir, kept := makeDir(t, 38), t.TempDir()
	o := configOf(dir)
	o.KeptDir, o.NoAudit = kept, true
	run := func(o Config) (string, bool) {
		t.Helper()
		steps := 0
		e, err := opened(t, o).Evidence(t.Context(), func(int, int) { steps++ })
		if err != nil {
			t.Fatal(err)
		}
		return everything(t, e), steps > 0
	}
	first, computed := run(o)
	if !computed {
		t.Fatal("nothing was computed")
	}
	if again, computed := run(o); computed || again != first {
		t.Errorf("computed again: %t; the same: %t", computed, again == first)
	}

	changed := func(what string, change func(*Config)) string {
		t.Helper()
		o := o
		change(&o)
		got, computed := run(o)
		if !computed {
			t.Errorf("%s: what was kept is served", what)
		}
		if again, computed := run(o); computed || again != got {
			t.Errorf("%s: computed again: %t; the same: %t", what, computed, again == got)
		}
		return got
	}
	if changed("the costs", func(o *Config) { o.Evidence.Costs.TakerBps++ }) == first {
		t.Error("costs change nothing")
	}
	changed("a threshold", func(o *Config) { *o = o.WithThresholds([]float64{1, 1.25}) })
	changed("the features", func(o *Config) { o.Evidence.Features = o.Evidence.Features[1:] })
	changed("the sources", func(o *Config) { o.Sources = microstructure.DefaultSources()[:1] })
	own := func(least float64, version string) func(*Config) {
		return func(o *Config) {
			f := microstructure.Tick("mean_size", struct{ Least float64 }{least}, meanSize)
			if version != "" {
				f = f.WithVersion(version)
			}
			o.Features = []microstructure.TickFeature{f}
			o.Evidence.Features = append(microstructure.SignalFeatures(), f.Feature())
		}
	}
	changed("a feature", own(0, ""))
	changed("its parameters", own(0.1, ""))
	changed("its code", own(0.1, "2"))
	// Another program's results are never served; those of the program's own file
	// are, where the source is gone or changed.
	known := func(ids ...string) {
		identities = nil
		for _, id := range ids {
			identities = append(identities, func() (string, error) {
				if id == "" {
					return "", fs.ErrNotExist
				}
				return identity(id, func() (string, error) { return id, nil })
			})
		}
	}
	before := identities
	known("edited", "file")
	changed("the library", func(*Config) {})
	known("", "file")
	changed("the source is gone, and the file", func(*Config) {})
	known("edited again", "file")
	if got, computed := run(o); computed || got != first {
		t.Errorf("kept by the same file without its source: computed %t; the same: %t", computed, got == first)
	}
	known("")
	for range 2 {
		if _, computed := run(o); !computed {
			t.Error("a program that cannot be recognised: what was kept is served")
		}
	}
	identities = before

	// A bar's field under another's name, and a function that cannot be known.
	renamed := microstructure.BarColumns()[0]
	renamed.Of = microstructure.BarColumns()[1].Of
	if digest, err := featureDigest(renamed); err == nil {
		t.Errorf("a field under another's name is %q", digest)
	}
	shift := 1.0
	if digest, err := featureDigest(microstructure.Feature{Name: "x", Of: func(b *microstructure.Bar) float64 { return b.Close + shift }}); err == nil {
		t.Errorf("a function with a variable is %q", digest)
	}

	// Damage, and a day that is gone.
	files, err := filepath.Glob(filepath.Join(kept, "evidence_*.gob"))
	if err != nil || len(files) != 10 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		data[len(data)/2] ^= 1
		if err := os.WriteFile(file, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, computed := run(o); !computed || got != first {
		t.Errorf("damaged: computed %t; the same: %t", computed, got == first)
	}
	day := filepath.Join(dir, symbol, "trades", microstructure.DefaultSources()[0].Name, "2025-11-20.parquet")
	if err := os.Remove(day); err != nil {
		t.Fatal(err)
	}
	if _, computed := run(o); !computed {
		t.Error("a day is gone: what was kept is served")
	}
}

// The digest of the source changes with a file, and is none for a source that
// is younger than the program.
func TestDigestOfSource(t *testing.T) {
	root := t.TempDir()
	dir := filepath.Join(root, "lib")
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		old := time.Now().Add(-time.Hour)
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module m\n")
	write("go.sum", "a v1\n")
	write("lib/a/a.go", "package a\n")
	write("lib/a/a_test.go", "package a\n")
	write("program", "")
	if err := os.Chtimes(filepath.Join(root, "program"), time.Now(), time.Now().Add(-time.Minute)); err != nil {
		t.Fatal(err)
	}
	program, err := os.Stat(filepath.Join(root, "program"))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	digest := func(what string) string {
		t.Helper()
		sum, err := digestOfSource(dir, program)
		if err != nil {
			t.Fatal(err)
		}
		if other, ok := seen[sum]; ok {
			t.Errorf("%s has the digest of %s", what, other)
		}
		seen[sum] = what
		return sum
	}
	digest("the source")
	write("lib/a/a.go", "package a\n\nconst x = 1\n")
	digest("an edit")
	write("lib/b/b.go", "package b\n")
	digest("another file")
	write("go.sum", "a v2\n")
	digest("another version of an import")
	write("go.mod", "module m\n\nreplace a => ../a\n")
	before := digest("another place of an import")
	write("lib/a/a_test.go", "package a // tested\n")
	write("lib/README.md", "words")
	if sum, err := digestOfSource(dir, program); err != nil || sum != before {
		t.Errorf("tests and words are part of it: %v", err)
	}
	now := time.Now()
	if err := os.Chtimes(filepath.Join(dir, "a", "a.go"), now, now); err != nil {
		t.Fatal(err)
	}
	if _, err := digestOfSource(dir, program); err == nil || !strings.Contains(err.Error(), "a.go was edited after") {
		t.Errorf("a younger source: %v", err)
	}
}

// The null control and the test for causality are kept as well, and of each
// kind of result and symbol the latest alone.
func TestOtherResultsAreKept(t *testing.T) {
	o := configOf(makeDir(t, 38))
	o.KeptDir, o.NoAudit, o.Shifts = t.TempDir(), true, 2
	var found []string
	for range 2 {
		d, steps := opened(t, o), 0
		n, err := d.Null(t.Context(), func(int, int) { steps++ })
		if err != nil {
			t.Fatal(err)
		}
		c, err := d.Causality(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(found) > 0 && steps > 0 {
			t.Error("the null control is computed again")
		}
		found = append(found, fmt.Sprintf("%+v %+v", *n, c))
	}
	if found[0] != found[1] {
		t.Errorf("kept\n%s\nis\n%s", found[0], found[1])
	}
	strange := filepath.Join(o.KeptDir, "null_"+symbol+"_notes.gob")
	if err := os.WriteFile(strange, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, of := range []string{symbol, symbol + "_PERP"} { // as many files of each symbol stay
		for i := range 2 * keptFiles {
			k := keptName{dir: o.KeptDir, of: "null_" + of, digest: fmt.Sprintf("%032x", i)}
			if err := k.write([]byte{1}); err != nil {
				t.Fatal(err)
			}
		}
	}
	nulls, err := filepath.Glob(filepath.Join(o.KeptDir, "null_*"))
	if err != nil || len(nulls) != 2*keptFiles+1 {
		t.Errorf("%d files of null controls, %v", len(nulls), err)
	}
	if rest, _ := filepath.Glob(filepath.Join(o.KeptDir, "[ce]*_*.gob")); len(rest) != 2 {
		t.Errorf("of other kinds: %q", rest)
	}
}

// The digest of a configuration is that of its text, in which functions and
// pointers are addresses: there are none beside the features, which have
// digests of their own.
func TestConfigurationsAreTheirText(t *testing.T) {
	var walk func(path string, of reflect.Type)
	walk = func(path string, of reflect.Type) {
		switch of.Kind() {
		case reflect.Func, reflect.Pointer, reflect.Chan, reflect.Interface, reflect.Map, reflect.UnsafePointer:
			t.Errorf("%s is a %v", path, of)
		case reflect.Slice, reflect.Array:
			walk(path+"[]", of.Elem())
		case reflect.Struct:
			for i := range of.NumField() {
				if f := of.Field(i); f.Type != reflect.TypeFor[[]microstructure.Feature]() {
					walk(path+"."+f.Name, f.Type)
				}
			}
		}
	}
	walk("evidence.Config", reflect.TypeFor[evidence.Config]())
	walk("reference.Config", reflect.TypeFor[reference.Config]())
}
