package microstructure_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/tickbook/tickbook/"

// layers is the import policy: what each package of the module may import
// besides the standard library, directly. The root is the words that all share,
// and imports nothing but internal packages. The two procedures, reference and
// evidence, know nothing of files, plots or notebooks, and the packages at the
// edge know nothing of each other; only a command knows them all. A package
// that is missing here fails the test.
var layers = map[string][]string{
	"microstructure":                  {"microstructure/internal/..."}, // and nothing else
	"microstructure/reference":        {"microstructure", "microstructure/inference", "microstructure/internal/field", "microstructure/internal/parallel", "microstructure/internal/rolling", "microstructure/internal/text", "microstructure/internal/vector"},
	"microstructure/internal/vector":  {"golang.org/x/sys/cpu"},
	"microstructure/internal/rolling": {"microstructure/internal/vector"},
	"microstructure/internal/golden":  {}, // for tests, as is sample
	"microstructure/internal/sample":  {"microstructure", "microstructure/audit", "microstructure/dataset", "microstructure/evidence", "microstructure/pooled", "microstructure/reference", "microstructure/synth"},
	"microstructure/inference":        {"microstructure/internal/field", "microstructure/internal/parallel", "microstructure/internal/vector", "gonum.org/v1/gonum/..."},
	"microstructure/evidence":         {"microstructure", "microstructure/reference", "microstructure/inference", "microstructure/internal/code", "microstructure/internal/chunks", "microstructure/internal/field", "microstructure/internal/lossless", "microstructure/internal/parallel", "microstructure/internal/rolling", "microstructure/internal/text", "microstructure/internal/vector", "gonum.org/v1/gonum/..."},
	"microstructure/pooled":           {"microstructure", "microstructure/evidence", "microstructure/inference", "microstructure/internal/chunks", "microstructure/internal/field", "microstructure/internal/text", "microstructure/internal/vector"},
	"microstructure/factor":           {"microstructure", "microstructure/evidence", "microstructure/inference", "microstructure/internal/chunks", "microstructure/internal/field", "microstructure/internal/parallel", "microstructure/internal/rolling", "microstructure/internal/text", "microstructure/internal/vector", "gonum.org/v1/gonum/..."},
	"microstructure/signal":           {"microstructure", "microstructure/evidence", "microstructure/internal/rolling", "microstructure/internal/text"},
	"microstructure/desk":             {"microstructure", "microstructure/factor", "microstructure/dataset/series", "microstructure/reference", "microstructure/evidence", "microstructure/dataset", "microstructure/audit", "microstructure/result", "microstructure/store", "microstructure/internal/code", "microstructure/internal/field", "microstructure/internal/lossless", "microstructure/internal/memory", "microstructure/internal/parallel", "microstructure/internal/text", "microstructure/pooled"}, // wires the steps
	"microstructure/shard":            {"microstructure", "microstructure/store"},
	"microstructure/synth":            {"microstructure", "microstructure/internal/field"},
	"microstructure/bench":            {"microstructure", "microstructure/reference", "microstructure/dataset", "microstructure/audit", "microstructure/desk", "microstructure/figure", "microstructure/internal/atomicfile", "microstructure/internal/memory", "microstructure/internal/text"},
	"microstructure/dataset":          {"microstructure", "microstructure/dataset/internal/guard", "microstructure/dataset/internal/parquetio", "microstructure/internal/atomicfile", "microstructure/internal/field", "microstructure/internal/parallel", "microstructure/internal/text", "microstructure/internal/plainparquet", "microstructure/internal/vector", "microstructure/store"},
	"microstructure/dataset/series":   {"microstructure", "microstructure/dataset/columns", "microstructure/internal/regular", "microstructure/internal/rolling", "microstructure/internal/text"},
	"microstructure/dataset/columns":  {"microstructure/dataset/internal/parquetio", "microstructure/internal/regular", "github.com/parquet-go/parquet-go/format", "github.com/klauspost/compress/...", "github.com/pierrec/lz4/v4"},
	"microstructure/dataset/internal/parquetio": {"microstructure/internal/escape", "microstructure/internal/regular", "microstructure/internal/vector", "microstructure/store", "github.com/parquet-go/parquet-go/deprecated", "github.com/parquet-go/parquet-go/encoding/...", "github.com/parquet-go/parquet-go/format", "github.com/klauspost/compress/...",
		"github.com/molecule-man/go-brrr", "github.com/pierrec/lz4/v4"},
	"microstructure/dataset/internal/guard": {"microstructure", "golang.org/x/sys/unix"},

	"microstructure/store":        {"microstructure/internal/atomicfile", "microstructure/internal/regular"},
	"microstructure/ingest":       {"microstructure", "microstructure/dataset/columns", "microstructure/internal/escape", "microstructure/internal/field", "microstructure/internal/parallel", "microstructure/internal/regular", "microstructure/internal/vector", "github.com/klauspost/compress/..."},
	"microstructure/ingest/fetch": {"microstructure", "microstructure/ingest", "microstructure/internal/atomicfile", "microstructure/internal/field", "microstructure/internal/parallel", "microstructure/internal/regular"},
	"microstructure/result":       {"microstructure", "microstructure/reference", "microstructure/evidence", "microstructure/inference", "microstructure/pooled", "microstructure/table", "microstructure/internal/atomicfile", "microstructure/internal/regular", "microstructure/store"},
	"microstructure/audit":        {"microstructure", "microstructure/dataset", "microstructure/internal/field", "microstructure/internal/parallel", "microstructure/internal/text", "microstructure/internal/vector", "microstructure/store"},
	"microstructure/report":       {"microstructure", "microstructure/factor", "microstructure/reference", "microstructure/internal/vector", "microstructure/dataset", "microstructure/audit", "microstructure/evidence", "microstructure/figure", "microstructure/table", "microstructure/internal/escape", "microstructure/internal/text", "microstructure/internal/version", "microstructure/pooled"}, // words what they bring
	"microstructure/figure":       {"microstructure/internal/escape", "microstructure/internal/text", "gonum.org/v1/plot/...", "gonum.org/v1/gonum/stat", "golang.org/x/image/..."},
	"microstructure/table":        {"microstructure/internal/atomicfile", "microstructure/internal/escape", "microstructure/internal/plainparquet", "microstructure/internal/text", "microstructure/internal/vector"},
	"microstructure/notebook":     {"microstructure/evidence", "microstructure/figure", "microstructure/reference", "microstructure/report", "microstructure/table", "microstructure/internal/escape", "github.com/janpfeifer/gonb/gonbui/..."},
	"microstructure/cmd/tickbook": {"microstructure/internal/command"},
	"notebooks":                   {},

	"microstructure/deploy":                 {}, // tests alone
	"microstructure/deploy/container/shard": {},

	"microstructure/internal/atomicfile":   {},
	"microstructure/internal/bucket":       {"microstructure/store"}, // for tests
	"microstructure/internal/chunks":       {"microstructure/internal/parallel"},
	"microstructure/internal/command":      {"microstructure/...", "github.com/spf13/cobra", "github.com/schollz/progressbar/v3", "golang.org/x/term"},
	"microstructure/internal/code":         {},
	"microstructure/internal/escape":       {},
	"microstructure/internal/field":        {},
	"microstructure/internal/hostile":      {}, // a test alone
	"microstructure/internal/lossless":     {},
	"microstructure/internal/memory":       {},
	"microstructure/internal/parallel":     {},
	"microstructure/internal/plainparquet": {"github.com/parquet-go/parquet-go/deprecated", "github.com/parquet-go/parquet-go/encoding/thrift", "github.com/parquet-go/parquet-go/format", "github.com/klauspost/compress/zstd"},
	"microstructure/internal/regular":      {},
	"microstructure/internal/text":         {},
	"microstructure/internal/version":      {},
}

// alone names packages that only one package of the module may import.
var alone = map[string]string{
	"github.com/janpfeifer/gonb/":      "microstructure/notebook",
	"gonum.org/v1/plot":                "microstructure/figure",
	"github.com/spf13/cobra":           "microstructure/internal/command",
	"github.com/schollz/progressbar/v": "microstructure/internal/command",
}

func TestImportPolicy(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", module+"...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(p.ImportPath, module)
		allowed, known := layers[name]
		if !known {
			t.Errorf("%s has no place in the import policy", name)
		}
		for _, i := range p.Imports {
			i = strings.TrimPrefix(i, module)
			if isStandard(i) {
				continue
			}
			if !slices.ContainsFunc(allowed, func(a string) bool { return matches(a, i) }) {
				t.Errorf("%s may not import %s", name, i)
			}
			for prefix, only := range alone {
				if strings.HasPrefix(i, prefix) && name != only {
					t.Errorf("%s imports %s, which is %s's alone", name, i, only)
				}
			}
		}
	}
}

func matches(pattern, importPath string) bool {
	if prefix, ok := strings.CutSuffix(pattern, "/..."); ok {
		return importPath == prefix || strings.HasPrefix(importPath, prefix+"/")
	}
	return pattern == importPath
}

// isStandard reports whether an import path is the standard library's: those
// have no dot in the first element.
func isStandard(importPath string) bool {
	first, _, _ := strings.Cut(path.Clean(importPath), "/")
	return !strings.Contains(first, ".") && first != "microstructure" && first != "notebooks"
}

// heavy names packages that nothing a cell needs may bring along: every cell of a
// notebook is a program, and the linker reads the archives of all its packages.
// parquet-go's root package also calls methods by their names, so that the linker
// must keep every method of every type, which doubles its time.
var heavy = []string{"github.com/parquet-go/parquet-go", "net/http", "html/template", "text/template", "google.golang.org/protobuf/proto"}

// TestCellsLinkLittle reads what a cell imports, directly or not.
func TestCellsLinkLittle(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", module+"microstructure/desk", module+"microstructure/report", module+"microstructure/notebook").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	linked := strings.Fields(string(out))
	for _, h := range heavy {
		if slices.Contains(linked, h) {
			t.Errorf("each cell of a notebook links %s; go list -deps shows by which package", h)
		}
	}
	if !slices.Contains(linked, "gonum.org/v1/plot") {
		t.Errorf("%d packages, without gonum/plot: the list is not that of a cell", len(linked))
	}
}
