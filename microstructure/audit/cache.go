package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"fmt"
	"strings"
	"sync"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/store"
)

// cacheVersion is the version of the records' content: raise it when a figure
// is added or computed differently.
const cacheVersion = 9

const cacheFolder = "audit"

// A cache keeps the records of dates in files, each with a description of the
// files it was made from and a checksum. A nil *cache keeps nothing. It is safe
// for concurrent use, by several processes too: files appear complete.
type cache struct {
	dir  string
	what string // describes everything that records depend on besides the files
	name string // distinguishes, in file names, records with another what

	mu      sync.Mutex
	problem error // the first failure to write a record
}

func newCache(dir string, sources []microstructure.Source, c Config) *cache {
	what := fmt.Sprintf("version=%d sources=%s interval_us=%d price=%g move=%d,%g contract=%g", cacheVersion,
		strings.Join(microstructure.SourceNames(sources), ","), c.IntervalUS, c.Thresholds.PriceDeviation, c.Thresholds.MoveRows, c.Thresholds.MoveStep, c.Thresholds.ContractTolerance)
	return &cache{dir: dir, what: what, name: fmt.Sprintf("%x", sha256.Sum256([]byte(what)))[:8]}
}

func (c *cache) path(date string) string {
	return store.Join(c.dir, date+"-"+c.name+".gob")
}

// key describes the input of the record of a date.
func (c *cache) key(files []file) string {
	key := c.what
	for i := range files {
		key += "\n" + files[i].String()
	}
	return key
}

// stored is the content of a cache file after its checksum.
type stored struct {
	Key    string
	Record dateRecord
}

// load returns the record of a date, or nil if there is none of these files, or
// it is damaged.
func (c *cache) load(date string, files []file) *dateRecord {
	if c == nil {
		return nil
	}
	data, err := store.ReadFile(c.path(date), maxRecord)
	if err != nil || len(data) < sha256.Size {
		return nil
	}
	sum, body := data[:sha256.Size], data[sha256.Size:]
	if want := sha256.Sum256(body); !bytes.Equal(sum, want[:]) {
		return nil
	}
	var s stored
	if gob.NewDecoder(bytes.NewReader(body)).Decode(&s) != nil || s.Key != c.key(files) || len(s.Record.Days) != len(files) {
		return nil
	}
	return &s.Record
}

// maxRecord bounds the size of a cache file: a record takes some 20 kB per
// source.
const maxRecord = 64 << 20

// store writes the record of a date, unless a file was refused, so that the
// next run reads it again, or has changed meanwhile. It reports whether the
// record is there now.
func (c *cache) store(date string, files []file, r *dateRecord) bool {
	if c == nil {
		return false
	}
	none := true
	for i := range files {
		if r.Days[i].err != nil || !files[i].unchanged() {
			return false
		}
		none = none && files[i].day.Path == ""
	}
	if none {
		return false
	}
	err := c.write(c.path(date), stored{c.key(files), *r})
	if err != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.problem == nil {
			c.problem = err
		}
	}
	return err == nil
}

// failure is the first failure to write a record.
func (c *cache) failure() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.problem
}

// write makes a file appear complete or not at all.
func (c *cache) write(path string, s stored) error {
	var body bytes.Buffer
	if err := gob.NewEncoder(&body).Encode(s); err != nil {
		return err
	}
	sum := sha256.Sum256(body.Bytes())
	return store.WriteCache(path, append(sum[:], body.Bytes()...))
}
