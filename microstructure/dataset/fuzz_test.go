package dataset

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

// writerFiles are the files of other writers, by a name for each, and one of
// this package.
func writerFiles(t testing.TB) map[string][]byte {
	t.Helper()
	paths, _ := filepath.Glob("testdata/*/" + testDate + extension)
	few, _ := filepath.Glob("testdata/few/*/" + testDate + extension)
	own := filepath.Join(t.TempDir(), "tickbook", testDate+extension)
	writeTrades(t, own, testTrades(120), microstructure.Provenance{})
	all := make(map[string][]byte)
	for _, path := range slices.Concat(paths, few, []string{own}) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(filepath.Dir(path))] = data
	}
	return all
}

// FuzzReader reads files of any bytes. Besides those of writerFiles it begins
// with the mutants of testdata/fuzz.
func FuzzReader(f *testing.F) {
	for _, data := range writerFiles(f) {
		f.Add(data)
	}
	path := filepath.Join(f.TempDir(), testDate+extension)
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o666); err != nil {
			t.Fatal(err)
		}
		trades, err := readAll(path)
		if err != nil && strings.Contains(err.Error(), "goroutine") {
			t.Fatal(err)
		}
		if e := trades.Validate(); e != nil {
			t.Fatalf("delivered invalid trades: %v, %v", e, err)
		}
		if _, err := ReadProvenance(path); err != nil && len(err.Error()) > 10_000 {
			t.Fatalf("an error of %d bytes", len(err.Error()))
		}
	})
}

const (
	corpusFolder = "testdata/fuzz/FuzzReader"
	corpusBytes  = 1 << 20
)

var updateCorpus = flag.Bool("corpus", false, "make the mutants of "+corpusFolder+" again")

// TestCorpus: there are mutants of every writer's files among what FuzzReader
// begins with, and they are small. With -corpus it makes them.
func TestCorpus(t *testing.T) {
	writers := writerFiles(t)
	if *updateCorpus {
		makeCorpus(t, writers)
	}
	entries, err := os.ReadDir(corpusFolder)
	if err != nil {
		t.Fatal(err)
	}
	var total int64
	found := make(map[string]int)
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		total += info.Size()
		writer, _, _ := strings.Cut(e.Name(), "-")
		found[writer]++
	}
	for writer := range writers {
		if found[writer] < 2 {
			t.Errorf("%d mutants of %s", found[writer], writer)
		}
	}
	if total > corpusBytes {
		t.Errorf("the corpus has %d bytes, more than %d", total, corpusBytes)
	}
}

// makeCorpus keeps those mutants of each file that end otherwise than all
// before them, first those of a few changes.
func makeCorpus(t *testing.T, writers map[string][]byte) {
	old, _ := filepath.Glob(filepath.Join(corpusFolder, "*-*"))
	for _, path := range old {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(corpusFolder, 0o777); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), testDate+extension)
	numbers := regexp.MustCompile(`[0-9.+-]+|".*"|(side|price|quantity|quote_quantity|timestamp_us)`)
	seen := make(map[string]int)
	random := rand.New(rand.NewPCG(1, 1))
	for _, writer := range slices.Sorted(maps.Keys(writers)) {
		kept, most := 0, min(5, max(2, 10_000/len(writers[writer])))
		for try := 0; try < 4000 && kept < most; try++ {
			data := mutate(random, writers[writer], 1+try/1000)
			if err := os.WriteFile(path, data, 0o666); err != nil {
				t.Fatal(err)
			}
			trades, err := readAll(path)
			end := fmt.Sprintf("%t %s", trades.Len() > 0, numbers.ReplaceAllString(fmt.Sprint(err), ""))
			if seen[end]++; seen[end] > 1+try/2000 || err == nil {
				continue
			}
			kept++
			text := fmt.Sprintf("go test fuzz v1\n[]byte(%q)\n", data)
			if err := os.WriteFile(fmt.Sprintf("%s/%s-%d", corpusFolder, writer, kept), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// mutate makes some changes to a copy of data.
func mutate(r *rand.Rand, data []byte, changes int) []byte {
	data = slices.Clone(data)
	for range changes {
		at := r.IntN(len(data))
		run := min(1+r.IntN(16), len(data)-at)
		switch r.IntN(5) {
		case 0:
			data[at] ^= 1 << r.IntN(8)
		case 1:
			data[at] = byte(r.Uint32())
		case 2: // a long number, or a gap
			for i := range data[at : at+run] {
				data[at+i] = 0xff * byte(r.IntN(2))
			}
		case 3:
			data = slices.Delete(data, at, at+run)
		case 4:
			data = slices.Insert(data, at, data[at:at+run]...)
		}
	}
	return data
}
