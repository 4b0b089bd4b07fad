package code

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A listed is the output of go list for a package.
type listed struct {
	ImportPath, Dir, Export string
	Standard                bool
	GoFiles, CgoFiles       []string
	SFiles, EmbedFiles      []string
	Imports                 []string
	Module                  *module
}

type module struct {
	Path, Version string
	Main          bool
	Replace       *module
}

// version is the module's path and version, empty if its files can be edited.
func (m *module) version() string {
	switch {
	case m == nil || m.Main || m.Replace != nil && m.Replace.Version == "":
		return ""
	case m.Replace != nil:
		return m.Replace.Path + "@" + m.Replace.Version
	}
	return m.Path + "@" + m.Version
}

// A source is a package parsed from its files.
type source struct {
	path  string
	files []*ast.File
	text  map[string][]byte // by file name
	info  *types.Info
	types *types.Package
	decls map[string]ast.Node // functions and types by name, methods as Type.Method

	unknown []types.Error // what the type check could not resolve
}

// A program is the part of the running program that was read so far.
type program struct {
	dir     string // of the function's package
	fset    *token.FileSet
	listed  map[string]*listed
	sources map[string]*source
	types   types.Importer
	built   time.Time // when the program was
}

func newProgram(dir string, built time.Time) *program {
	p := &program{dir: dir, built: built, fset: token.NewFileSet(), listed: map[string]*listed{}, sources: map[string]*source{}}
	p.types = importer.ForCompiler(p.fset, "gc", func(path string) (io.ReadCloser, error) {
		if l := p.listed[path]; l != nil && l.Export != "" {
			return os.Open(l.Export)
		}
		return nil, fmt.Errorf("package %s is not compiled", path)
	})
	return p
}

// list asks the go command for packages and all that they import.
func (p *program) list(imports []string) error {
	imports = slices.DeleteFunc(imports, func(path string) bool { return p.listed[path] != nil || path == "unsafe" })
	if len(imports) == 0 {
		return nil
	}
	cmd := exec.Command("go", append([]string{"list", "-e", "-export", "-deps",
		"-json=ImportPath,Dir,Export,Standard,GoFiles,CgoFiles,SFiles,EmbedFiles,Imports,Module", "--"}, imports...)...)
	cmd.Dir = p.dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("go list: %w: %s", err, strings.TrimSpace(stderr.String()))
	}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		l := &listed{}
		switch err := d.Decode(l); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("go list: %w", err)
		}
		p.listed[l.ImportPath] = l
	}
}

// own reads the package that a function belongs to, as far as that needs.
func (p *program) own(f function) (*source, ast.Node, error) {
	names, err := filepath.Glob(filepath.Join(p.dir, "*.go"))
	if err != nil {
		return nil, nil, err
	}
	test := strings.HasSuffix(f.file, "_test.go")
	names = slices.DeleteFunc(names, func(name string) bool {
		fits, err := build.Default.MatchFile(p.dir, filepath.Base(name))
		return name != f.file && (!fits || err != nil || strings.HasSuffix(name, "_test.go") && !test)
	})
	s, err := p.parse(f.path(), names)
	if err != nil {
		return nil, nil, err
	}
	its := slices.IndexFunc(s.files, func(file *ast.File) bool { return p.fset.Position(file.Pos()).Filename == f.file })
	if its < 0 {
		return nil, nil, fmt.Errorf("%s is not there", f.file)
	}
	clause := s.files[its].Name.Name
	node, err := f.node(p.fset, s.files[its])
	if err != nil {
		return nil, nil, err
	}
	s.files = slices.DeleteFunc(s.files, func(file *ast.File) bool { return file.Name.Name != clause })
	mentioned := s.mentioned(node)
	return s, node, p.check(s, func(name string) bool { return mentioned[name] })
}

// other reads a package that is imported.
func (p *program) other(l *listed) (*source, error) {
	var names []string
	for _, name := range l.GoFiles {
		names = append(names, filepath.Join(l.Dir, name))
	}
	s, err := p.parse(l.ImportPath, names)
	if err != nil {
		return nil, err
	}
	return s, p.check(s, func(string) bool { return true })
}

func (p *program) parse(path string, names []string) (*source, error) {
	s := &source{path: path, text: map[string][]byte{}}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		file, err := parser.ParseFile(p.fset, name, text, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		s.text[name] = text
		s.files = append(s.files, file)
	}
	return s, nil
}

// check resolves the names of a package. Imports of names that nothing of
// interest mentions stay unknown: listing them all would take as long as
// compiling them.
func (p *program) check(s *source, mentioned func(name string) bool) error {
	s.declare()
	var imports []string
	for _, file := range s.files {
		for _, spec := range file.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if name := importName(spec, path); name == "" || mentioned(name) {
				imports = append(imports, path)
			}
		}
	}
	if err := p.list(imports); err != nil {
		return err
	}
	s.info = &types.Info{Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}}
	config := types.Config{
		Importer: p.types, FakeImportC: true, Sizes: types.SizesFor("gc", build.Default.GOARCH),
		Error: func(err error) {
			if e, ok := errors.AsType[types.Error](err); ok {
				s.unknown = append(s.unknown, e)
			}
		},
	}
	s.types, _ = config.Check(s.path, p.fset, s.files, s.info)
	p.sources[s.path] = s
	return nil
}

// importName is the name of an import in its file, as far as its path
// determines it; otherwise empty.
func importName(spec *ast.ImportSpec, path string) string {
	if spec.Name != nil && spec.Name.Name != "." && spec.Name.Name != "_" {
		return spec.Name.Name
	}
	name := path[strings.LastIndexByte(path, '/')+1:]
	if spec.Name != nil || !token.IsIdentifier(name) || majorVersion.MatchString(name) {
		return ""
	}
	return name
}

var majorVersion = regexp.MustCompile(`^v[0-9]+$`)

// mentioned lists the names in a node and in every declaration of its package
// that one of them may refer to.
func (s *source) mentioned(node ast.Node) map[string]bool {
	s.declare()
	methods := map[string][]ast.Node{} // by name, and by type
	for name, d := range s.decls {
		if typ, method, ok := strings.Cut(name, "."); ok {
			methods[typ] = append(methods[typ], d)
			methods[method] = append(methods[method], d)
		}
	}
	names := map[string]bool{}
	for nodes := []ast.Node{node}; len(nodes) > 0; {
		next := nodes[0]
		nodes = nodes[1:]
		ast.Inspect(next, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && !names[id.Name] {
				names[id.Name] = true
				if d := s.decls[id.Name]; d != nil {
					nodes = append(nodes, d)
				}
				nodes = append(nodes, methods[id.Name]...)
			}
			return true
		})
	}
	return names
}

// declare indexes the declarations, including types declared within functions.
func (s *source) declare() {
	s.decls = map[string]ast.Node{}
	for _, file := range s.files {
		s.declareIn(file)
	}
}

func (s *source) declareIn(file *ast.File) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			name := n.Name.Name
			if n.Recv != nil {
				name = receiver(n.Recv.List[0].Type) + "." + name
			}
			s.decls[name] = n
		case *ast.TypeSpec:
			s.decls[n.Name.Name] = n
		}
		return true
	})
}

// receiver is the name of a method's type.
func receiver(e ast.Expr) string {
	for {
		switch t := e.(type) {
		case *ast.StarExpr:
			e = t.X
		case *ast.ParenExpr:
			e = t.X
		case *ast.IndexExpr:
			e = t.X
		case *ast.IndexListExpr:
			e = t.X
		case *ast.Ident:
			return t.Name
		default:
			return ""
		}
	}
}
