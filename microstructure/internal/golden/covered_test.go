package golden

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/tickbook/tickbook/microstructure"

// A listed is a package as go list describes it.
type listed struct {
	ImportPath, Name, Dir, Export string
	XTestGoFiles, XTestImports    []string
}

// golden reports whether a package has albums.
func (p listed) golden() bool {
	return slices.ContainsFunc(p.XTestGoFiles, isGolden) && slices.Contains(p.XTestImports, module+"/internal/golden")
}

func isGolden(file string) bool { return strings.HasPrefix(file, "golden") }

// TestEverythingShownIsGolden fails where an exported function of a package
// with a golden_test.go, or one of any package that gives a table or a figure,
// is called in no golden_test.go.
func TestEverythingShownIsGolden(t *testing.T) {
	VisitSources(t, "../..")
	packages := list(t, "-export", module+"/...")
	var tested []string
	for _, p := range packages {
		if p.golden() {
			tested = append(tested, p.ImportPath)
		}
	}
	if len(tested) == 0 {
		t.Fatal("no package has a golden_test.go")
	}
	exports := map[string]string{}
	for _, p := range append(packages, list(t, append([]string{"-export", "-deps", "-test"}, tested...)...)...) {
		exports[p.ImportPath] = p.Export
	}
	fset := token.NewFileSet()
	from := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	called := map[string]bool{}
	for _, p := range packages {
		if p.golden() {
			calls(t, fset, from, p, called)
		}
	}
	for _, p := range packages {
		if p.Name == "main" || len(p.Export) == 0 {
			continue
		}
		pkg, err := from.Import(p.ImportPath)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range functions(pkg) {
			if (p.golden() && f.Signature().Recv() == nil || shows(f)) && !called[f.FullName()] {
				t.Errorf("%s is in no golden_test.go: add what it gives to the albums there", f.FullName())
			}
		}
	}
}

func list(t *testing.T, args ...string) (out []listed) {
	t.Helper()
	c := exec.Command("go", append([]string{"list", "-json=ImportPath,Name,Dir,Export,XTestGoFiles,XTestImports"}, args...)...)
	c.Stderr = os.Stderr
	text, err := c.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for d := json.NewDecoder(strings.NewReader(string(text))); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return out
		} else if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
}

// calls notes the functions and methods that a package's golden tests use.
func calls(t *testing.T, fset *token.FileSet, from types.Importer, p listed, called map[string]bool) {
	t.Helper()
	var all, golden []*ast.File
	for _, name := range p.XTestGoFiles {
		f, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		if all = append(all, f); isGolden(name) {
			golden = append(golden, f)
		}
	}
	info := types.Info{Uses: map[*ast.Ident]types.Object{}}
	if _, err := (&types.Config{Importer: from}).Check(p.ImportPath+"_test", fset, all, &info); err != nil {
		t.Fatal(err)
	}
	for _, f := range golden {
		ast.Inspect(f, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				if f, ok := info.Uses[id].(*types.Func); ok {
					called[f.FullName()] = true
				}
			}
			return true
		})
	}
}

// functions lists the exported functions of a package, and the exported methods
// of its exported types.
func functions(pkg *types.Package) (out []*types.Func) {
	for _, name := range pkg.Scope().Names() {
		object := pkg.Scope().Lookup(name)
		if !object.Exported() {
			continue
		}
		switch object := object.(type) {
		case *types.Func:
			out = append(out, object)
		case *types.TypeName:
			if named, ok := object.Type().(*types.Named); ok {
				for m := range named.Methods() {
					if m.Exported() {
						out = append(out, m)
					}
				}
			}
		}
	}
	return out
}

// shows reports whether a function gives a table or a figure, or several. What
// packages table and figure make of their arguments has tests of its own.
func shows(f *types.Func) bool {
	for v := range f.Signature().Results().Variables() {
		t := v.Type()
		if of, ok := t.(*types.Slice); ok {
			t = of.Elem()
		}
		if of, ok := t.(*types.Pointer); ok {
			t = of.Elem()
		}
		if named, ok := t.(*types.Named); ok && named.Obj().Pkg() != nil && named.Obj().Pkg() != f.Pkg() && strings.HasPrefix(named.Obj().Pkg().Path(), module) &&
			(named.Obj().Name() == "Table" || named.Obj().Name() == "Figure") {
			return true
		}
	}
	return false
}
