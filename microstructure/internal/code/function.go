package code

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"strings"
)

// A function is the place in the sources that a function of the running program
// was compiled from.
type function struct {
	name string // as in the runtime: main.share, main.init.func1
	file string
	line int // of its declaration, or of its first statement
}

// locate finds the source of a function's value.
func locate(f any) (function, error) {
	v := reflect.ValueOf(f)
	if v.Kind() != reflect.Func || v.IsNil() {
		return function{}, &Refusal{Problem: "there is no function", Remedy: "pass one"}
	}
	of := runtime.FuncForPC(v.Pointer())
	if of == nil {
		return function{}, &Refusal{Problem: "the program does not know its source", Remedy: VersionIt}
	}
	file, line := of.FileLine(of.Entry())
	found := function{of.Name(), file, line}
	refuse := func(problem, remedy string) (function, error) {
		return function{}, &Refusal{Function: found.short(), Problem: problem, Remedy: remedy}
	}
	switch {
	case strings.HasSuffix(found.name, "-fm"):
		return refuse("it is a method of a value, which may hold anything", "pass a plain function, and the value as parameters")
	case strings.Contains(found.name, "[...]"):
		return refuse("it is an instance of a generic function, and its types are not known at run time", "pass a plain function that calls it")
	case !filepath.IsAbs(file):
		return refuse("its source is not recorded in the program, as after a build with -trimpath", "build without -trimpath, or "+VersionIt)
	}
	if _, err := os.Stat(file); err != nil {
		return refuse("its source cannot be read: "+err.Error(), "keep the source where the program was built, or "+VersionIt)
	}
	return found, nil
}

// path is the path of its package.
func (f function) path() string {
	last := strings.LastIndexByte(f.name, '/') + 1
	name, _, _ := strings.Cut(f.name[last:], ".")
	return strings.ReplaceAll(f.name[:last]+name, "%2e", ".")
}

// short is the name without the path of its package.
func (f function) short() string { return f.name[strings.LastIndexByte(f.name, '/')+1:] }

var declared = regexp.MustCompile(`^[^.]+\.([\pL_][\pL\pN_]*)$`)

// node finds the function among the declarations of its file.
func (f function) node(fset *token.FileSet, file *ast.File) (ast.Node, error) {
	if m := declared.FindStringSubmatch(f.short()); m != nil {
		for _, d := range file.Decls {
			if d, ok := d.(*ast.FuncDecl); ok && d.Recv == nil && d.Name.Name == m[1] && f.within(fset, d) {
				return d, nil
			}
		}
	}
	var literals []*ast.FuncLit
	ast.Inspect(file, func(n ast.Node) bool {
		if n, ok := n.(*ast.FuncLit); ok && f.within(fset, n) {
			literals = append(literals, n)
		}
		return true
	})
	if len(literals) == 0 {
		return nil, &Refusal{Function: f.short(), Problem: "its declaration is not in " + f.file, Remedy: "build the program again, or " + VersionIt}
	}
	inner := literals[len(literals)-1] // Inspect goes from the outside in
	for _, l := range literals[:len(literals)-1] {
		if l.End() < inner.End() || fset.Position(l.Pos()).Line == fset.Position(inner.Pos()).Line {
			return nil, &Refusal{Function: f.short(), Problem: "there are several functions in this line", Remedy: "write each in a line of its own"}
		}
	}
	return inner, nil
}

func (f function) within(fset *token.FileSet, n ast.Node) bool {
	return fset.Position(n.Pos()).Line <= f.line && f.line <= fset.Position(n.End()).Line
}
