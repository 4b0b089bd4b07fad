package ingest

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// An InputFile is one of the user's own files.
type InputFile struct {
	Path   string
	Name   string // below the folder that was given, with slashes; the file's own name if none was
	Symbol string // the symbol in its folders or name; empty if there is none
	found  bool   // in a folder
}

// FindFiles lists the files of a format at paths. A file is taken as it is. A
// folder is searched recursively, through symbolic links, for files with an
// extension of the format; hidden ones, those that begin with "_" and folders
// for which skip is true are left out. Folders such as symbol=BTCUSDT name the
// symbol.
func FindFiles(f Format, skip func(fs.FileInfo) bool, paths ...string) ([]InputFile, error) {
	if err := f.Validate(); err != nil {
		return nil, err
	}
	s := fileSearch{kind: f.kind(), skip: skip}
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return nil, fileError(p, p, err)
		}
		if !info.IsDir() {
			s.add(p, filepath.Base(p), false)
			continue
		}
		before := len(s.found)
		if err := s.folder(p, "", info); err != nil {
			return nil, err
		}
		if len(s.found) == before {
			return nil, fmt.Errorf("%s: %w: its folders hold no file whose name ends with %s; give the files themselves, or another --format",
				p, ErrNoTrades, strings.Join(s.kind.extensions, ", "))
		}
	}
	return s.distinct(), nil
}

// A fileSearch looks for files below folders.
type fileSearch struct {
	kind  *fileFormat
	skip  func(fs.FileInfo) bool
	above []fs.FileInfo // the folders that lead here
	found []InputFile
}

func (s *fileSearch) add(at, name string, found bool) {
	f := InputFile{Path: at, Name: name, Symbol: partition(at), found: found}
	if f.Symbol == "" && s.kind.symbol != nil {
		f.Symbol = s.kind.symbol(filepath.ToSlash(at))
	}
	s.found = append(s.found, f)
}

// partition is the instrument that a folder such as symbol=BTCUSDT names, or
// empty.
func partition(at string) string {
	for _, folder := range strings.Split(filepath.ToSlash(filepath.Dir(at)), "/") {
		key, value, ok := strings.Cut(folder, "=")
		if ok && slices.Contains(usualNames[roleSymbol], plainName(key)) {
			return value
		}
	}
	return ""
}

func (s *fileSearch) folder(at, name string, info fs.FileInfo) error {
	if slices.ContainsFunc(s.above, func(i fs.FileInfo) bool { return os.SameFile(i, info) }) || s.skip != nil && s.skip(info) {
		return nil // a link that leads back, or a skipped folder
	}
	s.above = append(s.above, info)
	defer func() { s.above = s.above[:len(s.above)-1] }()
	entries, err := os.ReadDir(at)
	if err != nil {
		return fileError(at, at, err)
	}
	for _, e := range entries {
		at, name, mode := filepath.Join(at, e.Name()), path.Join(name, e.Name()), e.Type()
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		var target fs.FileInfo
		if mode&fs.ModeSymlink != 0 || mode.IsDir() {
			if target, err = os.Stat(at); err == nil {
				mode = target.Mode()
			}
		}
		switch {
		case mode.IsDir():
			if err := s.folder(at, name, target); err != nil {
				return err
			}
		case (mode.IsRegular() || mode&fs.ModeSymlink != 0) && s.kind.takes(name):
			s.add(at, name, true) // of a link that leads nowhere, whoever opens it complains
		}
	}
	return nil
}

// distinct leaves out what is the same file as one before it, and makes names
// differ.
func (s *fileSearch) distinct() []InputFile {
	slices.SortStableFunc(s.found, func(a, b InputFile) int { return strings.Compare(a.Path, b.Path) })
	seen, names := map[string]bool{}, map[string]int{}
	found := slices.DeleteFunc(s.found, func(f InputFile) bool {
		real, err := filepath.EvalSymlinks(f.Path)
		if err != nil {
			real = f.Path
		}
		double := seen[real]
		seen[real] = true
		return double
	})
	for i := range found {
		names[found[i].Name]++
	}
	for i := range found {
		if names[found[i].Name] > 1 {
			found[i].Name = filepath.ToSlash(found[i].Path)
		}
	}
	return found
}
