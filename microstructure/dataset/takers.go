package dataset

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
	"github.com/tickbook/tickbook/microstructure/store"
)

// takersVersion is the version of the definitions and of the format of files of
// Takers: raise it when either changes.
const takersVersion = 1

// takersFolder lies beside the bars of a source. Only the traded source's
// Takers are read, and files of their own spare the others the time and the
// memory.
const takersFolder = "takers"

var takerFields = microstructure.TakerFields()

func (c *barCache) takersFolder(source string) string {
	return store.Join(c.folder(source), takersFolder)
}

func (c *barCache) takersPath(j *job) string {
	return store.Join(c.takersFolder(j.source), filepath.Base(c.path(j.source, j.day)))
}

func (c *barCache) takersMadeFrom(input Fingerprint) string {
	return fmt.Sprintf("version=%d interval_us=%d %v", takersVersion, c.intervalUS, input)
}

// storeTakers writes the Takers of a day's bars.
func (c *barCache) storeTakers(j *job) error {
	metadata := map[string]string{keyMadeFrom: c.takersMadeFrom(j.fingerprint)}
	data, err := encodeColumns("takers", metadata, func(w *columnWriter) {
		w.times(j.result.bars)
		for _, f := range takerFields {
			floats(w, f.Name, j.result.takers, f.At)
		}
	})
	if err != nil {
		return err
	}
	return store.WriteCache(c.takersPath(j), data)
}

// loadTakers reads the Takers of a day's bars, nil if they are not cached; err
// is set if the file is damaged.
func (c *barCache) loadTakers(j *job, bars []microstructure.Bar, r *barReader) (takers []microstructure.Takers, err error) {
	_, err = r.opened(c.takersPath(j), func(f *parquetio.File) (err error) {
		if f.Value(keyMadeFrom) == c.takersMadeFrom(j.fingerprint) {
			takers, err = r.takers(f, bars)
		}
		return err
	})
	return takers, err
}

// takers are those of bars, in the order of the bars.
func (r *barReader) takers(f *parquetio.File, bars []microstructure.Bar) ([]microstructure.Takers, error) {
	if f.Rows() != int64(len(bars)) {
		return nil, fmt.Errorf("%d rows of %d bars", f.Rows(), len(bars))
	}
	all := make([]microstructure.Takers, len(bars))
	done := 0
	for g := range f.RowGroups() {
		n := int(f.RowGroupRows(g))
		r.ints, r.floats = grown(r.ints, n), grown(r.floats, n)
		if err := r.readInts(f, g, columnTimestamp); err != nil {
			return nil, err
		}
		for i, us := range r.ints {
			if us != bars[done+i].TimestampUS {
				return nil, fmt.Errorf("row %d is not of the bar there", done+i)
			}
		}
		for _, c := range takerFields {
			if err := r.readDoubles(f, g, c.Name, r.floats); err != nil {
				return nil, err
			}
			for i, v := range r.floats {
				*c.At(&all[done+i]) = v
			}
		}
		done += n
	}
	return all, nil
}

// collectTakers joins the days of a source's Takers; nil unless they are asked
// for.
func (b *build) collectTakers(source, bars int) (all []microstructure.Takers) {
	for k := range b.jobs {
		if j := &b.jobs[k]; j.sourceIndex == source && j.takers {
			all = append(slices.Grow(all, bars-len(all)), j.result.takers...)
			j.result.takers = nil
		}
	}
	return all
}
