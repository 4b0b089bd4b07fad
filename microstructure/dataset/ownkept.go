package dataset

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/tickbook/tickbook/microstructure/internal/atomicfile"
	"github.com/tickbook/tickbook/microstructure/store"
)

// A KeptFeature describes the cached values of a user's feature.
type KeptFeature struct {
	Feature string
	Files   int // days and lengths of bars, of all sources
	Bytes   int64
	Written time.Time // the latest of them
	Orphans int       // of days that have no trades any more
	paths   []string
	orphans []string
}

// KeptFeatures lists the user's features that are cached in cacheDir (if empty,
// in the data directory), sorted by name.
func (d *Dataset) KeptFeatures(cacheDir string) ([]KeptFeature, error) {
	dir := store.Join(d.Dir, d.Symbol, barsFolder)
	if cacheDir != "" {
		dir = store.Join(cacheDir, d.Symbol)
	}
	if store.IsRemote(dir) {
		return nil, fmt.Errorf("%s: values of features are listed and removed in a local directory only; remove the objects with the store's own tools", dir)
	}
	folders, err := filepath.Glob(filepath.Join(escapeGlob(dir), "*", ownFolder, "*"))
	if err != nil {
		return nil, err
	}
	kept := map[string]*KeptFeature{}
	for _, folder := range folders {
		atomicfile.Sweep(folder)
		name, source := filepath.Base(folder), filepath.Base(filepath.Dir(filepath.Dir(folder)))
		files, err := os.ReadDir(folder)
		if err != nil {
			return nil, err
		}
		k := kept[name]
		if k == nil {
			k = &KeptFeature{Feature: name}
			kept[name] = k
		}
		for _, f := range files {
			info, err := f.Info()
			if err != nil || !f.Type().IsRegular() || filepath.Ext(f.Name()) != extension {
				continue
			}
			path := filepath.Join(folder, f.Name())
			k.Files++
			k.Bytes += info.Size()
			k.paths = append(k.paths, path)
			if info.ModTime().After(k.Written) {
				k.Written = info.ModTime()
			}
			date, _, _ := strings.Cut(strings.TrimSuffix(f.Name(), extension), "_")
			if _, err := store.Stat(d.TradesPath(source, date)); errors.Is(err, fs.ErrNotExist) {
				k.Orphans++
				k.orphans = append(k.orphans, path)
			}
		}
	}
	var list []KeptFeature
	for _, k := range kept {
		list = append(list, *k)
	}
	slices.SortFunc(list, func(a, b KeptFeature) int { return strings.Compare(a.Feature, b.Feature) })
	return list, nil
}

// Remove removes all cached values of the feature.
func (k *KeptFeature) Remove() error { return removeAll(k.paths) }

// RemoveOrphans removes cached values of days that no longer have trades.
func (k *KeptFeature) RemoveOrphans() error { return removeAll(k.orphans) }

func removeAll(paths []string) error {
	var errs []error
	for _, p := range paths {
		if err := os.Remove(p); !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
		os.Remove(filepath.Dir(p)) // if it is empty now
	}
	return errors.Join(errs...)
}

// escapeGlob quotes a path so that it matches only itself.
func escapeGlob(path string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(path)
}
