package ingest

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Find lists the archives at paths. A file is taken as it is. A directory is
// searched recursively, through symbolic links, for archives named for symbol
// at source or for all instruments together; those below a directory that names
// another source or another market are left out.
func Find(source, symbol string, paths ...string) ([]string, error) {
	instrument, err := Instrument(source, symbol)
	if err != nil {
		return nil, err
	}
	s := search{source: source, instrument: instrument}
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return nil, fileError(p, p, err)
		}
		if !info.IsDir() {
			s.found = append(s.found, p)
			continue
		}
		before := len(s.found)
		if err := s.directory(p, info); err != nil {
			return nil, err
		}
		if len(s.found) == before {
			return nil, fmt.Errorf("%s holds no archive of %s at %s%s; give the folder that has them, with the exchange's file names, or --format for files of your own",
				p, instrument, source, butOf(source, symbol, p, info))
		}
	}
	slices.Sort(s.found)
	found := slices.Compact(s.found)
	if s.linked {
		found = distinct(found)
	}
	return found, nil
}

// butOf says which other sources of the same exchange a directory has archives
// of; nothing if it has none.
func butOf(source, symbol, path string, info os.FileInfo) string {
	exchange, _, _ := strings.Cut(source, "_")
	var others []string
	for _, other := range Sources() {
		instrument, err := Instrument(other, symbol)
		if err != nil || other == source || !strings.HasPrefix(other, exchange+"_") {
			continue
		}
		s := search{source: other, instrument: instrument}
		if s.directory(path, info) == nil && len(s.found) > 0 {
			others = append(others, other)
		}
	}
	if len(others) == 0 {
		return ""
	}
	return ", but of " + strings.Join(others, " and ")
}

// A search looks for archives below directories.
type search struct {
	source, instrument string
	above              []os.FileInfo // the directories that lead here
	linked             bool          // through a link, a file may be found twice
	found              []string
}

func (s *search) directory(path string, info os.FileInfo) error {
	if slices.ContainsFunc(s.above, func(i os.FileInfo) bool { return os.SameFile(i, info) }) {
		return nil // a link that leads back
	}
	s.above = append(s.above, info)
	defer func() { s.above = s.above[:len(s.above)-1] }()
	entries, err := os.ReadDir(path)
	if err != nil {
		return fileError(path, path, err)
	}
	for _, e := range entries {
		at, mode := filepath.Join(path, e.Name()), e.Type()
		var target os.FileInfo
		if mode&fs.ModeSymlink != 0 {
			s.linked = true
			if target, err = os.Stat(at); err == nil {
				mode = target.Mode()
			}
		}
		switch {
		case mode.IsDir() && elsewhere(s.source, e.Name()):
		case mode.IsDir():
			if target == nil {
				if target, err = e.Info(); err != nil {
					return fileError(at, at, err)
				}
			}
			if err := s.directory(at, target); err != nil {
				return err
			}
		case (mode.IsRegular() || mode&fs.ModeSymlink != 0) && namesArchive(at, s.source, s.instrument):
			s.found = append(s.found, at) // a dangling link fails when it is opened
		}
	}
	return nil
}

// distinct leaves out repeated files.
func distinct(paths []string) []string {
	seen := map[string]bool{}
	return slices.DeleteFunc(paths, func(p string) bool {
		real, err := filepath.EvalSymlinks(p)
		double := err == nil && seen[real]
		seen[real] = true
		return double
	})
}

// elsewhere reports whether a directory of that name holds archives of another
// source.
func elsewhere(source, dir string) bool {
	switch dir {
	case "spot":
		return !strings.HasSuffix(source, "_spot")
	case "um":
		return source != binanceFutures.name
	case "cm":
		return source != binanceCoinFutures.name
	}
	if slices.Contains(Sources(), dir) {
		return dir != source
	}
	maker, _, _ := strings.Cut(source, "_")
	return slices.Contains([]string{"binance", "bybit", "okx"}, dir) && dir != maker
}

func namesArchive(path, source, instrument string) bool {
	lower := strings.ToLower(path)
	if !strings.HasSuffix(lower, ".zip") && !strings.HasSuffix(lower, ".csv") && !strings.HasSuffix(lower, ".gz") {
		return false
	}
	switch n, ok := parseName(path); {
	case !ok:
		return false
	case n.kind:
		return n.instrument == instrument || strings.HasPrefix(n.instrument, "all")
	case source == bybitSpot.name:
		return n.instrument == instrument
	default:
		return n.head == instrument
	}
}
