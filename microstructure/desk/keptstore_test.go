package desk

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/bucket"
	"github.com/tickbook/tickbook/microstructure/store"
)

// onlyFile has the program be recognised by its file alone, as where its source
// is not there.
func onlyFile(t *testing.T) {
	before := identities
	t.Cleanup(func() { identities = before })
	identities = before[1:]
}

// named is the identity of some program.
func named(kind string) func() (string, error) {
	return func() (string, error) { return identity(kind, func() (string, error) { return "", nil }) }
}

// Results are kept in a store as in a directory, and found by one request. A
// store that fails gives an error that names it, or a result that is not kept.
func TestKeptInAStore(t *testing.T) {
	onlyFile(t)
	m, dir := bucket.New(t), makeDir(t, 38)
	var warnings []string
	study := func(kept string) (all string, steps int, err error) {
		o := configOf(dir)
		o.KeptDir, o.NoAudit, o.Shifts = kept, true, 2
		o.Warn = func(sentence string) { warnings = append(warnings, sentence) }
		d := opened(t, o)
		e, err := d.Evidence(t.Context(), func(int, int) { steps++ })
		if err != nil {
			_, unjudged := d.Verdict(t.Context())
			if unjudged == nil {
				t.Error("a store that fails gives a verdict")
			}
			return "", steps, err
		}
		n, err := d.Null(t.Context(), func(int, int) { steps++ })
		return fmt.Sprintf("%s %+v", everything(t, e), n), steps, err
	}
	want, _, err := study("")
	if err != nil {
		t.Fatal(err)
	}
	url := m.URL + "/kept"
	for _, kept := range []string{url, "file://" + filepath.ToSlash(t.TempDir())} {
		if got, steps, err := study(kept); err != nil || got != want || steps == 0 {
			t.Fatalf("%s: %d steps, %v", kept, steps, err)
		}
		if kept == url {
			asked := m.Requests()
			reads := slices.DeleteFunc(slices.Clone(asked), func(r string) bool { return !strings.HasPrefix(r, "read ") })
			if len(reads) != 2+2 || len(m.Objects()) != 2 { // evidence and null control, and the two runs of it
				t.Errorf("%q, %d objects", asked, len(m.Objects()))
			}
		}
		if got, steps, err := study(kept); err != nil || got != want || steps > 0 {
			t.Errorf("%s again: %d steps, %v", kept, steps, err)
		}
		if kept == url {
			if asked := m.Requests(); len(asked) != 2 {
				t.Errorf("again: %q", asked)
			}
		}
	}
	if len(warnings) > 0 {
		t.Errorf("%q", warnings)
	}

	m.FailWhere(func(request, _ string) bool { return request == "read" })
	if _, steps, err := study(url); !errors.Is(err, bucket.ErrDown) || !strings.Contains(err.Error(), url+"/evidence_"+symbol) || steps > 0 {
		t.Errorf("reads fail: %d steps, %v", steps, err)
	}
	m.FailWhere(func(request, _ string) bool { return request == "write" })
	before := m.Objects()
	if got, steps, err := study(m.URL + "/other"); err != nil || got != want || steps == 0 || len(warnings) != 2 || !strings.Contains(warnings[0], m.URL+"/other/evidence_") {
		t.Errorf("writes fail: %d steps, %q, %v", steps, warnings, err)
	}
	m.FailWhere(nil)
	if !maps.Equal(m.Objects(), before) {
		t.Error("writes that fail leave something")
	}
	for key, content := range before { // damage is computed again, and replaced
		m.Put(key, []byte(content[:len(content)/2]))
	}
	if got, steps, err := study(url); err != nil || got != want || steps == 0 || !maps.Equal(m.Objects(), before) {
		t.Errorf("damaged: %d steps, %v; mended: %t", steps, err, maps.Equal(m.Objects(), before))
	}
}

// Parts of the null control come together in a store, those that another
// program kept apart.
func TestNullPartsInAStore(t *testing.T) {
	onlyFile(t)
	m, o := bucket.New(t), configOf(makeDir(t, 38))
	o.KeptDir, o.NoAudit, o.Shifts = m.URL, true, 3
	var done []NullDone
	part := func(runs ...int) error {
		done = nil
		return opened(t, o).NullPart(t.Context(), runs, func(d NullDone) error {
			done = append(done, d)
			return nil
		})
	}
	runsKept := func() (n int) {
		for key := range m.Objects() {
			if strings.HasPrefix(key, "nullruns_"+symbol+"_") {
				n++
			}
		}
		return n
	}
	if err := part(0, 2); err != nil || len(done) != 2 || done[0].Kept || runsKept() != 2 {
		t.Fatalf("%+v, %v", done, err)
	}
	first := done
	if err := part(2, 0); err != nil || len(done) != 2 || !done[0].Kept || !done[1].Kept || first[0].Digest == first[1].Digest {
		t.Fatalf("again: %+v, %v", done, err)
	}
	m.FailWhere(func(request, key string) bool { return request == "write" && strings.Contains(key, "nullruns") })
	if err := part(1); !errors.Is(err, ErrNotKept) || !errors.Is(err, bucket.ErrDown) || !strings.Contains(err.Error(), m.URL+"/nullruns_") || len(done) > 0 || runsKept() != 2 {
		t.Errorf("writes fail: %+v, %v", done, err)
	}
	m.FailWhere(func(request, key string) bool { return strings.Contains(key, "nullruns") && request == "read" })
	if _, err := opened(t, o).Null(t.Context(), nil); !errors.Is(err, bucket.ErrDown) || !strings.Contains(err.Error(), m.URL+"/nullruns_") {
		t.Errorf("reads fail: %v", err)
	}
	m.FailWhere(nil)

	// The whole computes the run that is missing, and warns of nothing, also where
	// the source is there beside the same file of the program.
	identities = []func() (string, error){named("source"), identities[0]}
	for key, content := range m.Objects() { // to see that it is used
		if strings.HasPrefix(key, "nullruns_") {
			m.Put(key, regexp.MustCompile(`"best_bps": [^,]*`).ReplaceAll([]byte(content), []byte(`"best_bps": 1e9`)))
		}
	}
	var warnings []string
	o.Warn = func(sentence string) { warnings = append(warnings, sentence) }
	control, err := opened(t, o).Null(t.Context(), nil)
	if err != nil || len(control.Runs) != 6 || len(warnings) > 0 || runsKept() != 2 {
		t.Fatalf("%d runs, %q, %v", len(control.Runs), warnings, err)
	}
	for i, run := range control.Runs {
		if kept := i/2 != 1; (run.BestBps == 1e9) != kept { // two levels of costs
			t.Errorf("run %d was kept: %t, but %v", i/2, kept, run.BestBps)
		}
	}
	// Another program computes all of it, and says so once for each result.
	identities = []func() (string, error){named("another")}
	again, err := opened(t, o).Null(t.Context(), nil)
	if err != nil || !reflect.DeepEqual(again.Runs[2], control.Runs[2]) || again.Runs[0].BestBps == 1e9 {
		t.Errorf("another program: %v", err)
	}
	if len(warnings) != 3 || !strings.Contains(warnings[2], m.URL+"/nullruns_") || !strings.Contains(warnings[0], "by another build of the program") {
		t.Errorf("%q", warnings)
	}
}

// Calibrations are kept in a store, too.
func TestCalibrationInAStore(t *testing.T) {
	onlyFile(t)
	m, cells := bucket.New(t), evidence.CalibrationCells()
	want := []evidence.Outcome{{Label: evidence.Edge, Trips: 3, NetBps: 0.1 + 0.2}}
	open := func() *CalibrationFolder {
		t.Helper()
		f, err := KeepCalibration(m.URL+"/kept", evidence.DefaultConfig(), 1)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	f := open()
	if loaded(t, f, cells[0], 1) != nil {
		t.Error("something is there")
	}
	if asked := m.Requests(); len(asked) != 2 { // the list of folders, and the chunk
		t.Errorf("%q", asked)
	}
	if err := f.Save(cells[0], 1, want); err != nil || !strings.HasPrefix(f.Path(), m.URL+"/kept/calibration_") {
		t.Errorf("%s, %v", f.Path(), err)
	}
	if got := loaded(t, open(), cells[0], 1); !reflect.DeepEqual(got, want) {
		t.Errorf("kept %+v, loaded %+v", want, got)
	}
	before := identities
	identities = []func() (string, error){named("another")}
	for i, want := range [][]string{{f.Path()}, nil} {
		other := open()
		if got := other.Others(); !reflect.DeepEqual(got, want) || i == 0 && loaded(t, other, cells[0], 1) != nil {
			t.Errorf("another program, run %d: %q is not used, want %q", i, got, want)
		}
		if err := other.Save(cells[0], 1, []evidence.Outcome{{Trips: 1}}); err != nil {
			t.Fatal(err)
		}
	}
	identities = before
	m.FailWhere(func(string, string) bool { return true })
	if got, err := f.Load(cells[0], 1); got != nil || !errors.Is(err, bucket.ErrDown) {
		t.Errorf("reads fail: %v, %v", got, err)
	}
	if err := f.Save(cells[0], 2, want); !errors.Is(err, bucket.ErrDown) || !strings.Contains(err.Error(), f.Path()) {
		t.Errorf("writes fail: %v", err)
	}
	if _, err := KeepCalibration(m.URL, evidence.DefaultConfig(), 1); !errors.Is(err, bucket.ErrDown) || !store.Failed(err) {
		t.Errorf("lists fail: %v", err)
	}
	if _, err := KeepCalibration("nowhere://x", evidence.DefaultConfig(), 1); err == nil || !strings.Contains(err.Error(), `the scheme "nowhere" is not known`) {
		t.Error(err)
	}
}
