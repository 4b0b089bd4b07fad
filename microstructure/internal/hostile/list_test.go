package hostile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure/internal/golden"
)

const module = "github.com/tickbook/tickbook/microstructure"

// leftOut are packages that are not called, with the reason.
var leftOut = map[string]string{
	module + "/notebook": "it ends the program on an error, as cells ask it to",
}

// TestTableIsComplete fails where the library exports a function or a method
// that table_test.go does not list.
//
// Left out are those that use files, processes or the network: whose source, or
// that of a function of the module which it names, or which that one names and
// so on, calls a function of a package in system. So are the types of open
// files.
func TestTableIsComplete(t *testing.T) {
	golden.VisitSources(t, "../..")
	l := &lister{fset: token.NewFileSet(), exports: map[string]string{}, names: map[string][]string{}, touches: map[string]bool{}}
	for _, p := range l.list(t, "-export", "-deps", module+"/...") {
		l.exports[p.ImportPath] = p.Export
	}
	packages := l.list(t, module+"/...")
	for _, p := range packages {
		l.read(t, p)
	}
	var all listing
	for _, p := range packages {
		if p.Name != "main" && !strings.Contains(p.ImportPath, "/internal/") && leftOut[p.ImportPath] == "" {
			l.add(&all, p.types)
		}
	}
	want, err := format.Source(all.source())
	if err != nil {
		t.Fatal(err)
	}
	if golden.Update() {
		if err := os.WriteFile("table_test.go", want, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile("table_test.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the library does not export what table_test.go lists:\n%s\nwrite it anew with: go test ./microstructure/internal/hostile -run TestTableIsComplete -update",
			difference(string(got), string(want)))
	}
}

func difference(got, want string) string {
	var out []string
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for _, line := range b {
		if !slices.Contains(a, line) {
			out = append(out, "missing: "+strings.TrimSpace(line))
		}
	}
	for _, line := range a {
		if !slices.Contains(b, line) {
			out = append(out, "too much: "+strings.TrimSpace(line))
		}
	}
	return strings.Join(out, "\n")
}

// system are the packages whose functions reach out of the process.
var system = []string{"os", "os/exec", "net", "net/http", "io/ioutil", "syscall"}

// isOpenFile reports whether a function is a method of an interface of package
// store, behind which files are.
func isOpenFile(f *types.Func) bool {
	receiver := f.Signature().Recv()
	return f.Pkg().Path() == module+"/store" && receiver != nil && types.IsInterface(receiver.Type())
}

// A lister finds what the packages of the module export and call.
type lister struct {
	fset    *token.FileSet
	exports map[string]string   // files of export data, by package
	names   map[string][]string // functions of the module that a function names
	touches map[string]bool     // functions that call one of system
}

type listed struct {
	ImportPath, Name, Dir, Export string
	GoFiles                       []string
	types                         *types.Package
}

func (l *lister) list(t *testing.T, args ...string) (out []*listed) {
	t.Helper()
	c := exec.Command("go", append([]string{"list", "-json=ImportPath,Name,Dir,Export,GoFiles"}, args...)...)
	c.Stderr = os.Stderr
	text, err := c.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for d := json.NewDecoder(bytes.NewReader(text)); ; {
		p := new(listed)
		if err := d.Decode(p); errors.Is(err, io.EOF) {
			return out
		} else if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
}

// read type-checks a package and notes what its functions name.
func (l *lister) read(t *testing.T, p *listed) {
	t.Helper()
	var files []*ast.File
	for _, name := range p.GoFiles {
		f, err := parser.ParseFile(l.fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	from := importer.ForCompiler(l.fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(l.exports[path]) })
	info := types.Info{Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}}
	var err error
	if p.types, err = (&types.Config{Importer: from}).Check(p.ImportPath, l.fset, files, &info); err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		for _, d := range f.Decls {
			d, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			name := info.Defs[d.Name].(*types.Func).FullName()
			ast.Inspect(d, func(n ast.Node) bool {
				id, ok := n.(*ast.Ident)
				if !ok {
					return true
				}
				used, ok := info.Uses[id].(*types.Func)
				if !ok || used.Pkg() == nil {
					return true
				}
				if slices.Contains(system, used.Pkg().Path()) || isOpenFile(used) {
					l.touches[name] = true
				}
				l.names[name] = append(l.names[name], used.Origin().FullName())
				return true
			})
		}
	}
}

// reachesOut reports whether a function uses files, processes or the network.
func (l *lister) reachesOut(name string, seen map[string]bool) bool {
	if seen[name] {
		return false
	}
	seen[name] = true
	return l.touches[name] || slices.ContainsFunc(l.names[name], func(n string) bool { return l.reachesOut(n, seen) })
}

// A listing is what table_test.go lists.
type listing struct {
	imports            map[string]bool
	functions, objects []string
	without            []string // functions that reach out
	handles            []string // types of open files
}

func (l *lister) add(t *listing, p *types.Package) {
	for _, name := range p.Scope().Names() {
		switch o := p.Scope().Lookup(name).(type) {
		case *types.Func:
			if !o.Exported() {
				continue
			}
			if l.reachesOut(o.FullName(), map[string]bool{}) {
				t.without = append(t.without, p.Name()+"."+name)
				continue
			}
			call := p.Name() + "." + name + t.arguments(p, o.Signature().TypeParams())
			t.functions = append(t.functions, fmt.Sprintf("{%q, %s},", p.Name()+"."+name, call))
			t.use(p.Path())
		case *types.TypeName:
			named, ok := o.Type().(*types.Named)
			if !ok || !o.Exported() || types.IsInterface(named) {
				continue
			}
			if l.isHandle(named) {
				t.handles = append(t.handles, p.Name()+"."+name)
				continue
			}
			var some bool
			var without []string
			for m := range types.NewMethodSet(types.NewPointer(named)).Methods() {
				f := m.Obj().(*types.Func)
				switch {
				case !f.Exported():
				case l.reachesOut(f.Origin().FullName(), map[string]bool{}):
					without = append(without, f.Name())
				default:
					some = true
				}
			}
			for _, m := range without {
				t.without = append(t.without, p.Name()+"."+name+"."+m)
			}
			if some {
				t.objects = append(t.objects, fmt.Sprintf("{reflect.TypeFor[%s.%s%s](), %q},", p.Name(), name, t.arguments(p, named.TypeParams()), strings.Join(without, " ")))
				t.use(p.Path())
			}
		}
	}
}

// isHandle reports whether a type holds an open file: it has a method Close
// that reaches out. Its values come from functions that do so too, and a zero
// one is as useless as that of os.File.
func (l *lister) isHandle(named *types.Named) bool {
	for m := range named.Methods() {
		if m.Name() == "Close" && l.reachesOut(m.FullName(), map[string]bool{}) {
			return true
		}
	}
	return false
}

// arguments instantiates type parameters of a package, each with the first type
// that fits: float64, int, or one of the packages that it imports.
func (t *listing) arguments(p *types.Package, parameters *types.TypeParamList) string {
	var out []string
	for of := range parameters.TypeParams() {
		out = append(out, t.argument(p, of.Constraint().Underlying().(*types.Interface)))
	}
	if len(out) == 0 {
		return ""
	}
	return "[" + strings.Join(out, ", ") + "]"
}

func (t *listing) argument(p *types.Package, constraint *types.Interface) string {
	for _, basic := range []types.BasicKind{types.Float64, types.Int} {
		if types.Satisfies(types.Typ[basic], constraint) {
			return types.Typ[basic].Name()
		}
	}
	imports := slices.SortedFunc(slices.Values(p.Imports()), func(a, b *types.Package) int { return strings.Compare(a.Path(), b.Path()) })
	for _, imported := range imports {
		for _, name := range imported.Scope().Names() {
			if o, ok := imported.Scope().Lookup(name).(*types.TypeName); ok && o.Exported() && types.Satisfies(o.Type(), constraint) {
				t.use(imported.Path())
				return imported.Name() + "." + name
			}
		}
	}
	return "any" // which does not compile
}

func (t *listing) use(importPath string) {
	if t.imports == nil {
		t.imports = map[string]bool{"reflect": true}
	}
	t.imports[importPath] = true
}

func (t *listing) source() []byte {
	var b bytes.Buffer
	b.WriteString("// Code generated by go test -update; DO NOT EDIT.\n\npackage hostile\n\nimport (\n")
	for _, p := range slices.SortedFunc(maps.Keys(t.imports), func(a, b string) int {
		return strings.Compare(path.Base(path.Dir(a))+a, path.Base(path.Dir(b))+b)
	}) {
		fmt.Fprintf(&b, "\t%q\n", p)
	}
	fmt.Fprintf(&b, ")\n\nvar functions = []function{\n%s\n}\n\nvar objects = []object{\n%s\n}\n", strings.Join(t.functions, "\n"), strings.Join(t.objects, "\n"))
	b.WriteString("\n// Left out, as they use files, processes or the network:\n//\n")
	for _, f := range t.without {
		fmt.Fprintf(&b, "//   - %s\n", f)
	}
	b.WriteString("//\n// Types of open files:\n//\n")
	for _, h := range t.handles {
		fmt.Fprintf(&b, "//   - %s\n", h)
	}
	return b.Bytes()
}
