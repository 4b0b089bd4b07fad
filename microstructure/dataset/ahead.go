package dataset

import (
	"context"

	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
)

// aheadBytes is the memory, per worker, of what is fetched of files in a store
// before it is read: a worker that reads a gigabyte per second, as they do
// where the store is on the same machine, takes 20 MB of it while a request
// takes 20 ms, and some is of what it is reading. A build of two workers stays
// below 200 MB.
const aheadBytes = 36 << 20

// An Ahead has files in a store fetched before a worker reads them, so that
// workers do not wait, in memory that is bounded. It is safe for concurrent
// use.
type Ahead struct {
	room *parallel.Room
}

// NewAhead returns an Ahead for a number of workers.
func NewAhead(workers int) *Ahead {
	return &Ahead{parallel.NewRoom(aheadBytes * int64(max(1, min(workers, 1<<16))))}
}

// A DayFile is a file of trades that is open; see TradesReader.Take.
type DayFile struct {
	day  Day
	file *parquetio.File
}

// Open opens the day's file. Its data are not read yet.
func (d Day) Open() (*DayFile, error) {
	file, err := parquetio.Open(d.Path, nil, false)
	if err != nil {
		return nil, err
	}
	return &DayFile{d, file}, nil
}

// Close closes the file, unless a reader that took it has. A file that is nil
// is none.
func (f *DayFile) Close() {
	if f != nil && f.file != nil {
		f.file.Close()
		f.file = nil
	}
}

// Fetch waits until there is memory for files that will be read next, one after
// the other, and until the first pages have arrived of the first of them. Files
// that are nil are none, and for local ones there is nothing to do. Bad files
// are left to their reader: the only error is that ctx ends. verify says that
// they will be read with VerifyAll.
func (a *Ahead) Fetch(ctx context.Context, verify bool, files ...*DayFile) error {
	var all int64
	sizes := make([]int64, len(files))
	for i, f := range files {
		if f != nil {
			sizes[i] = wants(f.file, verify)
			all += sizes[i]
		}
	}
	if all == 0 {
		return nil
	}
	left, err := a.room.Take(ctx, all)
	if err != nil {
		return err
	}
	var first *parquetio.File
	for i, f := range files {
		if sizes[i] == 0 {
			continue
		}
		part := min(sizes[i], left)
		left -= part
		f.file.Fetch(part, a.room.Give)
		if first == nil {
			first = f.file
		}
	}
	first.Await(ctx)
	return context.Cause(ctx)
}

// wants is the memory that it takes to have a file's first pages ahead of a
// TradesReader. It is 0 of a local file, and of a bad one.
func wants(file *parquetio.File, verify bool) (size int64) {
	defer func() {
		if recover() != nil {
			size = 0
		}
	}()
	if !file.Remote() || file.Parse() != nil {
		return 0
	}
	exact, vouched := quoteIsExact(file), file.Vouched()
	return file.Want(func(column string) bool {
		switch column {
		case columnTimestamp, columnPrice, columnQuantity, columnSide:
			return true
		}
		return column == columnQuoteQuantity && !exact
	}, func(column string) bool {
		return verify && vouched && (column == columnQuoteQuantity && exact || column == columnID)
	})
}
