package audit

import (
	"strconv"
	"strings"
)

// Keys of a file's key-value metadata, as an import of an exchange's archives
// writes them. All are optional: a file without keyRows has no Import.
const (
	keyKind           = "tickbook.kind"
	keyRows           = "tickbook.rows"
	keyRowsIn         = "tickbook.rows_in"
	keyMovedIn        = "tickbook.rows_moved_in"
	keyOutOfOrder     = "tickbook.rows_out_of_order"
	keySkipped        = "tickbook.duplicates_skipped"
	keyFirstID        = "tickbook.first_id"
	keyLastID         = "tickbook.last_id"
	keyMissingIDs     = "tickbook.missing_ids"
	keyCoverage       = "tickbook.coverage"
	keyUnknownColumns = "tickbook.unknown_columns"
	keyContractSize   = "tickbook.contract_size"
	keyContractUnit   = "tickbook.contract_unit"
)

// kindAggregated is the value of keyKind for merged trades.
const kindAggregated = "aggTrades"

// An Import is what the program that converted a day's archives told about it.
type Import struct {
	Kind           string   `json:"kind"`          // trades or aggTrades
	Contract       string   `json:"contract_size"` // of one unit of the archive's quantity
	ContractUnit   string   `json:"contract_unit"` // base or quote
	RowsIn         int64    `json:"rows_in"`       // rows that archives brought
	Rows           int64    `json:"rows"`          // rows written
	Skipped        int64    `json:"duplicates_skipped"`
	MovedIn        int64    `json:"rows_moved_in"`     // from archives of other days
	OutOfOrder     int64    `json:"rows_out_of_order"` // in the archives; they were put in order
	HasIDs         bool     `json:"has_ids"`           // ids are consecutive numbers
	FirstID        uint64   `json:"first_id,omitempty"`
	LastID         uint64   `json:"last_id,omitempty"`
	MissingIDs     int64    `json:"missing_ids"` // between the two; below 0, ids that came more than once
	Coverage       Float    `json:"coverage"`    // fraction of the day that the archives cover
	UnknownColumns []string `json:"unknown_columns,omitempty"`
}

// Aggregated tells whether the rows are merged trades (aggTrades), whose
// counts are not those of trades.
func (i *Import) Aggregated() bool { return i != nil && i.Kind == kindAggregated }

// newImport reads a file's metadata; nil if no import wrote it.
func newImport(m map[string]string) *Import {
	if m[keyRows] == "" {
		return nil
	}
	number := func(key string) int64 {
		n, _ := strconv.ParseInt(m[key], 10, 64) // what is missing or no number counts as 0
		return n
	}
	i := &Import{
		Kind: m[keyKind], Contract: m[keyContractSize], ContractUnit: m[keyContractUnit],
		RowsIn: number(keyRowsIn), Rows: number(keyRows), Skipped: number(keySkipped),
		MovedIn: number(keyMovedIn), OutOfOrder: number(keyOutOfOrder),
		MissingIDs: number(keyMissingIDs), Coverage: 1,
	}
	first, err1 := strconv.ParseUint(m[keyFirstID], 10, 64)
	last, err2 := strconv.ParseUint(m[keyLastID], 10, 64)
	if i.HasIDs = err1 == nil && err2 == nil; i.HasIDs {
		i.FirstID, i.LastID = first, last
	}
	if c, err := strconv.ParseFloat(m[keyCoverage], 64); err == nil {
		i.Coverage = Float(c)
	}
	if u := m[keyUnknownColumns]; u != "" {
		i.UnknownColumns = strings.Split(u, ",")
	}
	return i
}
