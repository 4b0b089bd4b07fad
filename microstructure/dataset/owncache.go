package dataset

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
	"github.com/tickbook/tickbook/microstructure/store"
)

// ownVersion is the version of the format of files of own columns.
const ownVersion = 1

// Metadata keys of files of own columns, besides keyMadeFrom.
const (
	keyParameters = "tickbook.own.parameters"
	keyCode       = "tickbook.own.code"
	keyPlatform   = "tickbook.own.platform"
)

const (
	ownFolder  = "own"
	whyDamaged = "its file in the cache was damaged"
)

func (c *barCache) ownFolder(source, feature string) string {
	return store.Join(c.folder(source), ownFolder, feature)
}

func (c *barCache) ownPath(j *job, f *ownFeature) string {
	return store.Join(c.ownFolder(j.source, f.Name()), filepath.Base(c.path(j.source, j.day)))
}

func (c *barCache) ownMadeFrom(input Fingerprint) string {
	return fmt.Sprintf("version=%d %s %v", ownVersion, c.kind(), input)
}

// loadOwn reads a feature's values of a day, or returns why they must be
// computed.
func (c *barCache) loadOwn(j *job, f *ownFeature, r *barReader) ownDay {
	var d ownDay
	path := c.ownPath(j, f)
	found, err := r.opened(path, func(file *parquetio.File) (err error) {
		if d.why = c.whyStale(file, j, f); d.why == "" {
			d.values, err = r.ownValues(file, f)
		}
		return err
	})
	switch {
	case !found:
		return ownDay{why: "it is new"}
	case err != nil:
		j.warn("the cached values in %s are damaged and were computed again: %v", path, err)
		return ownDay{why: whyDamaged}
	}
	d.served = d.why == ""
	return d
}

// whyStale says what changed since a file was made; it is empty if nothing did.
func (c *barCache) whyStale(file *parquetio.File, j *job, f *ownFeature) string {
	was := file.Value
	switch {
	case was(keyParameters) != f.key.Parameters:
		return fmt.Sprintf("its parameters changed (%s → %s)", was(keyParameters), f.key.Parameters)
	case was(keyCode) != f.key.Code:
		return fmt.Sprintf("its code changed (%s → %s)", ShortCode(was(keyCode)), ShortCode(f.key.Code))
	case was(keyPlatform) != f.key.Platform:
		return fmt.Sprintf("Go or the processor changed (%s → %s)", was(keyPlatform), f.key.Platform)
	case was(keyMadeFrom) != c.ownMadeFrom(j.fingerprint):
		return "the day's file changed"
	}
	return ""
}

// ownValues are the values of a feature's columns.
func (r *barReader) ownValues(file *parquetio.File, f *ownFeature) (values [][]float64, err error) {
	for _, name := range f.columns {
		var column []float64
		for g := range file.RowGroups() {
			n := file.RowGroupRows(g)
			if n > file.Size/8 {
				return nil, errors.New("more rows than bytes")
			}
			part := make([]float64, n)
			if err := r.readDoubles(file, g, name, part); err != nil {
				return nil, err
			}
			column = append(column, part...)
		}
		values = append(values, column)
	}
	return values, nil
}

// ShortCode abbreviates the digest or version of a function for people to
// compare.
func ShortCode(code string) string {
	if len(code) == 64 {
		return code[:8]
	}
	return code
}

// storeOwn writes a feature's values of a day, with the times of the bars.
func (c *barCache) storeOwn(j *job, f ownFeature, d *ownDay) error {
	data, err := encodeColumns("own", map[string]string{
		keyMadeFrom: c.ownMadeFrom(j.fingerprint), keyParameters: f.key.Parameters, keyCode: f.key.Code, keyPlatform: f.key.Platform,
	}, func(w *columnWriter) {
		w.times(j.result.bars)
		for k, name := range f.columns {
			w.file.Floats(name, d.values[k])
		}
	})
	if err != nil {
		return err
	}
	return store.WriteCache(c.ownPath(j, &f), data)
}
