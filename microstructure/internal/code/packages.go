package code

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// library is the module of this package. It has no mutable state, so its
// packages are digested as a whole.
const library = "github.com/tickbook/tickbook"

// source returns the source of a package whose functions are followed one by
// one; nil for others, which are added as a whole.
func (w *walker) source(p *types.Package) (*source, error) {
	path := p.Path()
	if s := w.sources[path]; s != nil {
		return s, nil
	}
	l := w.listed[path]
	switch {
	case l == nil:
		return nil, fmt.Errorf("package %s is not listed", path)
	case l.Standard:
		return nil, nil
	case len(l.CgoFiles) > 0:
		return nil, &Refusal{Function: w.function, Problem: "package " + path + " is partly written in C", Remedy: VersionIt}
	case l.Module.version() != "":
		w.reached["module "+l.Module.version()] = "version"
		return nil, nil
	case l.Module != nil && l.Module.Path == library:
		return nil, w.whole(path)
	}
	return w.other(l)
}

// whole adds a package with all that it imports.
func (w *walker) whole(path string) error {
	l := w.listed[path]
	name := "package " + path
	switch {
	case path == "unsafe" || l != nil && l.Standard || w.reached[name] != "":
		return nil
	case l == nil || len(l.CgoFiles) > 0:
		return &Refusal{Function: w.function, Problem: "package " + path + " has sources that are not known, or in C", Remedy: VersionIt}
	}
	if v := l.Module.version(); v != "" {
		w.reached["module "+v] = "version"
		return nil
	}
	h := sha256.New()
	for _, file := range slices.Concat(l.GoFiles, l.SFiles, l.EmbedFiles) {
		text, err := os.ReadFile(filepath.Join(l.Dir, file))
		if err != nil {
			return err
		}
		sum := string(text)
		if strings.HasSuffix(file, ".go") {
			sum = tokens(text)
		}
		fmt.Fprintf(h, "%s %s\n", file, sum)
	}
	w.reached[name] = hex.EncodeToString(h.Sum(nil))
	for _, imported := range l.Imports {
		if err := w.whole(imported); err != nil {
			return err
		}
	}
	return nil
}
