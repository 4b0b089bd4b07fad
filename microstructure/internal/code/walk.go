package code

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"os"
	"strings"
)

// A walker collects what a function reaches.
type walker struct {
	*program
	function string
	reached  map[string]string   // digests by name
	zoned    map[*ast.Ident]bool // calls whose times are taken to a zone at once
}

func (w *walker) refuse(at token.Pos, problem, remedy string) error {
	return &Refusal{Function: w.function, Where: w.line(at), Problem: problem, Remedy: remedy}
}

// line is the text of a line, which is more useful than its number where a
// notebook's cells make up one file.
func (w *walker) line(at token.Pos) string {
	position := w.fset.Position(at)
	for _, s := range w.sources {
		if text, ok := s.text[position.Filename]; ok {
			lines := strings.Split(string(text), "\n")
			return strings.TrimSpace(lines[position.Line-1])
		}
	}
	return ""
}

// walk adds a declaration and what it uses.
func (w *walker) walk(s *source, name string, node ast.Node) (err error) {
	if w.reached[name] != "" {
		return nil
	}
	position := w.fset.Position(node.Pos())
	if info, err := os.Stat(position.Filename); err != nil || info.ModTime().After(w.built) {
		return w.refuse(node.Pos(), "the source is newer than the program", "build it again")
	}
	text := s.text[position.Filename][position.Offset:w.fset.Position(node.End()).Offset]
	w.reached[name] = tokens(text)
	for _, e := range s.unknown {
		if !e.Soft && node.Pos() <= e.Pos && e.Pos < node.End() {
			return w.refuse(e.Pos, "not understood: "+e.Msg, VersionIt)
		}
	}
	if f, ok := node.(*ast.FuncDecl); ok && f.Body == nil {
		return w.refuse(node.Pos(), f.Name.Name+" is not written in Go", VersionIt)
	}
	ast.Inspect(node, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if made, ok := ast.Unparen(n.X).(*ast.CallExpr); ok && (n.Sel.Name == "UTC" || n.Sel.Name == "In") {
				if of, ok := ast.Unparen(made.Fun).(*ast.SelectorExpr); ok {
					w.zoned[of.Sel] = true
				}
			}
			err = cmp.Or(err, w.selection(s.info.Selections[n], n))
		case *ast.Ident:
			if o := s.info.Uses[n]; o != nil {
				err = cmp.Or(err, w.use(s, o, n, node))
			} else if _, declared := s.info.Defs[n]; !declared {
				err = cmp.Or(err, w.refuse(n.Pos(), "what "+n.Name+" means is not known", VersionIt))
			}
		}
		return err == nil
	})
	return err
}

// selection refuses methods whose code is found at run time.
func (w *walker) selection(of *types.Selection, at *ast.SelectorExpr) error {
	if of == nil || of.Kind() == types.FieldVal {
		return nil
	}
	if _, ok := of.Recv().(*types.TypeParam); ok {
		return nil
	}
	if recv := of.Obj().(*types.Func).Signature().Recv(); recv != nil && types.IsInterface(recv.Type()) {
		return w.refuse(at.Pos(), fmt.Sprintf("%s is called through the interface %s, so that its code is not known before",
			at.Sel.Name, types.TypeString(of.Recv(), nameOnly)), "call a function or a method of a type, or "+VersionIt)
	}
	return nil
}

func nameOnly(p *types.Package) string { return p.Name() }

// use adds what an identifier refers to.
func (w *walker) use(s *source, o types.Object, at *ast.Ident, within ast.Node) error {
	if o.Pkg() == nil { // of the language
		return nil
	}
	global := o.Parent() == o.Pkg().Scope()
	inside := o.Pkg() == s.types && within.Pos() <= o.Pos() && o.Pos() < within.End()
	switch o := o.(type) {
	case *types.Var:
		switch {
		case o.IsField() || inside:
		case global:
			return w.refuse(at.Pos(), fmt.Sprintf("%s is a variable of the package, which may change", at.Name), "pass its value in the parameters, or make it a constant")
		default:
			return w.refuse(at.Pos(), fmt.Sprintf("%s is a variable from outside the function", at.Name), "pass its value in the parameters")
		}
	case *types.Const:
		if !inside {
			w.reached["constant "+qualified(o)] = o.Type().String() + " " + o.Val().ExactString()
		}
	case *types.TypeName:
		if _, ok := o.Type().(*types.TypeParam); !ok && !inside {
			return w.typeName(o)
		}
	case *types.Func:
		return w.call(o.Origin(), at)
	}
	return nil
}

// typeName adds a type with all of its methods: which of them are called
// through an interface is not known.
func (w *walker) typeName(o *types.TypeName) error {
	from, err := w.source(o.Pkg())
	if from == nil || err != nil {
		return err
	}
	node, ok := from.decls[o.Name()]
	if !ok {
		return nil
	}
	if err := w.walk(from, qualified(o), node); err != nil {
		return err
	}
	for name, node := range from.decls {
		if strings.HasPrefix(name, o.Name()+".") {
			if err := w.walk(from, from.path+"."+name, node); err != nil {
				return err
			}
		}
	}
	return nil
}

// call adds a function or a method.
func (w *walker) call(f *types.Func, at *ast.Ident) error {
	name := f.Name()
	if recv := f.Signature().Recv(); recv != nil {
		name = typeNameOf(recv.Type()) + "." + name
	}
	if l := w.listed[f.Pkg().Path()]; l != nil && l.Standard || f.Pkg().Path() == "unsafe" {
		if ofMachineZone(f) && !w.zoned[at] {
			return w.refuse(at.Pos(), fmt.Sprintf("time.%s gives a time in the machine's zone", f.Name()), "take it to a zone at once, as in time.UnixMicro(us).UTC()")
		}
		if reason := unsteady(f.Pkg().Path(), f.Name(), f.Signature().Recv() != nil); reason != "" {
			return w.refuse(at.Pos(), fmt.Sprintf("%s.%s is %s, which no source answers for", f.Pkg().Name(), f.Name(), reason), "compute it outside and pass it in the parameters, or "+VersionIt)
		}
		return nil
	}
	from, err := w.source(f.Pkg())
	if from == nil || err != nil {
		return err
	}
	if node, ok := from.decls[name]; ok {
		return w.walk(from, from.path+"."+name, node)
	}
	return nil // of an interface, which selection has seen
}

func typeNameOf(t types.Type) string {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := t.(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}

func qualified(o types.Object) string { return o.Pkg().Path() + "." + o.Name() }
