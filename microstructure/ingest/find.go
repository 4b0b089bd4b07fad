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
// searched, with all below it, for archives whose names say that they are of
// symbol at source or of all instruments together; those below a directory that
// names another source or another market are left out.
func Find(source, symbol string, paths ...string) ([]string, error) {
	instrument, err := Instrument(source, symbol)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			found = append(found, p)
			continue
		}
		before := len(found)
		err = filepath.WalkDir(p, func(path string, e fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if e.IsDir() {
				if path != p && elsewhere(source, e.Name()) {
					return filepath.SkipDir
				}
				return nil
			}
			if e.Type().IsRegular() && namesArchive(path, source, instrument) {
				found = append(found, path)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if len(found) == before {
			return nil, fmt.Errorf("%s holds no archive of %s", p, instrument)
		}
	}
	slices.Sort(found)
	return slices.Compact(found), nil
}

// elsewhere reports whether a directory of that name holds other archives than source's.
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
