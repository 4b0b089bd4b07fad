package microstructure

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// Kinds of rows that an import writes.
const (
	KindTrades    = "trades"
	KindAggTrades = "aggTrades" // merged trades: their counts are not those of trades
)

// Units of a contract's size.
const (
	UnitBase  = "base"
	UnitQuote = "quote" // an inverse contract
)

// Provenance is the origin of the trades of one day-file. The zero value is
// that of a file that neither an import nor a simulation wrote.
//
// Files hold it as key-value metadata, under the names of the json tags: see
// Metadata and ParseProvenance.
type Provenance struct {
	Source     string `json:"source,omitempty"`     // such as binance_futures
	Symbol     string `json:"symbol,omitempty"`     // as in the data directory, such as BTCUSDT
	Instrument string `json:"instrument,omitempty"` // the source's own name, such as BTC-USDT-SWAP
	Day        string `json:"day,omitempty"`        // UTC, YYYY-MM-DD

	Kind         string  `json:"kind"`          // KindTrades or KindAggTrades; empty without an import
	ContractSize float64 `json:"contract_size"` // of one unit of the archives' quantity, 1 for what has no contracts
	ContractUnit string  `json:"contract_unit"` // of ContractSize: UnitBase or UnitQuote
	// Scale is the number of the instrument's units per unit of the symbol:
	// prices were multiplied by it, quantities divided. 0 if the units are the
	// same.
	Scale      float64 `json:"scale,omitempty"`
	RowsIn     int64   `json:"rows_in"`                 // rows that archives brought
	Rows       int64   `json:"rows"`                    // trades written, RowsIn less Duplicates and LeftOut
	Duplicates int64   `json:"duplicates_skipped"`      // rows whose id and content another row has
	LeftOut    int64   `json:"rows_left_out,omitempty"` // rows whose quantity is 0, or whose side is not known
	MovedIn    int64   `json:"rows_moved_in"`           // rows from archives of other days
	OutOfOrder int64   `json:"rows_out_of_order"`       // rows earlier than the row before them; they were sorted
	FirstUS    int64   `json:"first_us"`                // times of the first and the last trade, µs since the Unix epoch
	LastUS     int64   `json:"last_us"`
	Coverage   float64 `json:"coverage"` // fraction of the day that the archives' dates cover, 0 to 1
	// IDs is nil where ids are not numbers, or not numbered one by one.
	IDs *IDRange `json:"ids,omitempty"`
	// Archives are those that have or, as their dates are near enough, could
	// have had rows of the day.
	Archives       []ArchiveUse `json:"archives,omitempty"`
	UnknownColumns []string     `json:"unknown_columns,omitempty"` // of the archives, which were left out
	// Format says how the user's own files were read: their format, and the
	// columns named by the user. It is empty for archives of an exchange.
	Format string `json:"format,omitempty"`

	Version   string `json:"version,omitempty"`   // of the program that wrote the file
	Converter int64  `json:"converter,omitempty"` // version of the conversion: another one gives other files of the same archives
	Synthetic string `json:"synthetic,omitempty"` // what simulated the trades; empty for real trades
}

// An IDRange sums up the ids of a day's trades, which are numbered one by one.
// Those of rows that were left out are among them.
type IDRange struct {
	First uint64 `json:"first_id"` // smallest and largest
	Last  uint64 `json:"last_id"`
	// Missing between the two. In files of earlier versions it may be below 0:
	// ids came more than once.
	Missing int64 `json:"missing_ids"`
	// Sparse is set if ids are not known to be consecutive. Missing is then 0
	// and meaningless.
	Sparse bool `json:"sparse_ids,omitempty"`
	// LeftOut lists the ids of rows that were left out, in ingest's format, so
	// that more rows can be merged later. It is empty for none, and for too
	// many.
	LeftOut string `json:"left_out_ids,omitempty"`
}

// Counted reports whether the ids are consecutive, so that some can be missing.
func (r *IDRange) Counted() bool { return r != nil && !r.Sparse }

// An ArchiveUse is an input archive of a day.
type ArchiveUse struct {
	Name     string `json:"name"`
	Bytes    int64  `json:"bytes"`
	SHA256   string `json:"sha256"`
	Content  string `json:"content,omitempty"`  // identifies its content, without reading all of it
	Verified bool   `json:"verified,omitempty"` // by the exchange's checksum beside it
	Rows     int64  `json:"rows"`               // of the day
	File     bool   `json:"file,omitempty"`     // it is a file of the user's own, whose name says nothing of its days
}

// Imported reports whether an import of archives wrote the file.
func (p *Provenance) Imported() bool { return p.Kind != "" }

// Validate reports every bad field. The zero value is valid.
func (p *Provenance) Validate() error {
	var errs []error
	bad := func(field string, value any, want string) {
		errs = append(errs, fmt.Errorf("%s is %#v; it must be %s", field, value, want))
	}
	if _, err := time.Parse(time.DateOnly, p.Day); err != nil && p.Day != "" {
		bad("Day", p.Day, "a date, YYYY-MM-DD")
	}
	if !p.Imported() {
		return errors.Join(errs...)
	}
	if p.Kind != KindTrades && p.Kind != KindAggTrades {
		bad("Kind", p.Kind, KindTrades+" or "+KindAggTrades)
	}
	if !(p.ContractSize > 0) || math.IsInf(p.ContractSize, 1) {
		bad("ContractSize", p.ContractSize, "a finite number above 0")
	}
	if !(p.Scale >= 0) || math.IsInf(p.Scale, 1) {
		bad("Scale", p.Scale, "a finite number, at least 0")
	}
	if p.ContractUnit != UnitBase && p.ContractUnit != UnitQuote {
		bad("ContractUnit", p.ContractUnit, UnitBase+" or "+UnitQuote)
	}
	for _, count := range []struct {
		field string
		value int64
	}{{"RowsIn", p.RowsIn}, {"Rows", p.Rows}, {"Duplicates", p.Duplicates}, {"LeftOut", p.LeftOut}, {"MovedIn", p.MovedIn}, {"OutOfOrder", p.OutOfOrder}} {
		if count.value < 0 {
			bad(count.field, count.value, "at least 0")
		}
	}
	if p.LastUS < p.FirstUS {
		bad("LastUS", p.LastUS, fmt.Sprintf("at least FirstUS, %d", p.FirstUS))
	}
	if !(p.Coverage >= 0 && p.Coverage <= 1) {
		bad("Coverage", p.Coverage, "from 0 to 1")
	}
	if p.IDs != nil && p.IDs.Last < p.IDs.First {
		bad("IDs.Last", p.IDs.Last, fmt.Sprintf("at least IDs.First, %d", p.IDs.First))
	}
	return errors.Join(errs...)
}
