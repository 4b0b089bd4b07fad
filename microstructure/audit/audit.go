package audit

import (
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
)

// An Audit is the result of Run. It can be encoded as JSON; an unknown number
// is null there and NaN here.
type Audit struct {
	Symbol     string     `json:"symbol"`
	IntervalUS int64      `json:"interval_us"` // length of a bar
	Synthetic  bool       `json:"synthetic"`   // a file is marked as simulated
	Digest     string     `json:"input_digest"`
	Thresholds Thresholds `json:"thresholds"`
	Sources    []Source   `json:"sources"`
	Pairs      []Pair     `json:"pairs"`
	CommonDays int        `json:"common_days"`        // on which every source has trades
	CommonBars int        `json:"common_bars"`        // that every source has
	Findings   []Finding  `json:"findings"`           // errors first, then by source, check and day
	Accepted   []Accepted `json:"accepted,omitempty"` // findings that do not count, for a reason
	// Warnings are problems that say nothing about the data and did not stop
	// the audit, such as a cache that cannot be written.
	Warnings []string `json:"warnings,omitempty"`

	span   dataset.Span  // as requested
	dates  []int64       // midnights of the first to the last day, in µs
	closes [][][]float64 // [source][date][bar of the day]; nil where there is no file
}

// A Source is the audit of one source.
type Source struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Days  []Day  `json:"days"` // from the first to the last day of all sources
	Files int    `json:"files"`
	Rows  int64  `json:"rows"`
	Bytes int64  `json:"bytes"`
	Bars  int    `json:"bars"`
	First string `json:"first_day"`
	Last  string `json:"last_day"`
	// EmptyMinutes are minutes without a trade, on days with a file.
	EmptyMinutes int   `json:"empty_minutes"`
	BuyShare     Float `json:"buy_share"` // of the quantity
	// MedianTrade is the median over days of their median trade, in quote
	// currency.
	MedianTrade Float `json:"median_trade_quote"`
	// Flow is the correlation of a bar's order-flow imbalance with the bar's
	// own return, FlowNext with the next bar's; FlowZ and FlowNextZ are the
	// same in standard errors (Fisher's z).
	Flow      Float `json:"flow_correlation"`
	FlowZ     Float `json:"flow_z"`
	FlowNext  Float `json:"flow_correlation_next"`
	FlowNextZ Float `json:"flow_next_z"`
	// BounceBps is the mean step of prices, in the direction of the trade,
	// where the side turns, in bps; BounceZ the same in standard errors.
	BounceBps Float `json:"bounce_bps"`
	BounceZ   Float `json:"bounce_z"`
	// Spread is the spread that takers paid, and SpreadByHour that in each hour
	// of the day.
	Spread       Spread     `json:"spread"`
	SpreadByHour [24]Spread `json:"spread_by_hour"`
	// TradesPerMinute, by minute of the day, is the mean over days with trades.
	TradesPerMinute []float64 `json:"trades_per_minute"`
}

// A Day is the audit of one source's day. Without a file only Date is set; if
// the file cannot be read, Date, Bytes and Refused.
type Day struct {
	Date    string `json:"date"`
	Exists  bool   `json:"exists"`
	Refused string `json:"refused,omitempty"` // why the file cannot be read
	Bytes   int64  `json:"bytes"`
	Rows    int64  `json:"rows"`
	FirstUS int64  `json:"first_us"` // times of the first and the last trade; 0 without rows
	LastUS  int64  `json:"last_us"`
	Symbol  string `json:"symbol,omitempty"` // value of the file's symbol column, if it has one
	Content string `json:"content"`          // a hash of all rows, whatever the file's format; empty without rows
	// Unverified: pages have no checksums, so that damage inside them cannot be
	// seen.
	Unverified bool `json:"unverified"`

	EmptyMinutes  int     `json:"empty_minutes"`
	EmptyByHour   [24]int `json:"empty_minutes_by_hour"`
	LongestGap    int     `json:"longest_gap_minutes"` // consecutive minutes without a trade
	LongestGapUS  int64   `json:"longest_gap_start_us"`
	Bars          int     `json:"bars"` // with at least two trades
	EmptyBars     int     `json:"empty_bars"`
	OneTradeBars  int     `json:"one_trade_bars"`
	MedianTrade   Float   `json:"median_trade_quote"` // quote currency, to 6 %
	Duplicates    int64   `json:"duplicates"`         // rows equal to one of the few before them at the same time
	BuyShare      Float   `json:"buy_share"`          // of the quantity
	BuyTradeShare Float   `json:"buy_trade_share"`    // of the trades
	Contract      Float   `json:"implied_contract"`   // quote quantity ÷ (price × quantity), of the day
	ContractRows  int64   `json:"contract_rows"`      // rows whose own ratio is not 1 within the tolerance
	Flow          Float   `json:"flow_correlation"`
	FlowZ         Float   `json:"flow_z"`
	FlowNextZ     Float   `json:"flow_next_z"`
	BounceBps     Float   `json:"bounce_bps"` // as those of Source
	BounceZ       Float   `json:"bounce_z"`
	Synthetic     bool    `json:"synthetic"`
	// Prices far from the running median: moves, and stray prints without
	// support from the trades around them. See Excursion.
	Moves          Excursions `json:"moves"`
	Strays         Excursions `json:"stray_prints"`
	MissingIDsPrev int64      `json:"missing_ids_before"` // between the day before, if it has a file with ids, and this one
	// MissingIDsIn is the archive from which both days have trades, if ids are
	// missing between them: then they were lost after the exchange published
	// it.
	MissingIDsIn string `json:"missing_ids_in,omitempty"`

	// Import is the provenance that the import wrote into the file; nil if
	// there is none, or if it cannot be read: see ImportError.
	Import      *microstructure.Provenance `json:"import,omitempty"`
	ImportError string                     `json:"import_error,omitempty"`
}

// barsPerDay is the number of bars of a day without gaps; 0 for lengths
// that Config.Validate refuses.
func (a *Audit) barsPerDay() int {
	if a.IntervalUS < minIntervalUS {
		return 0
	}
	return int(microstructure.DayUS / a.IntervalUS)
}

// Names lists the sources.
func (a *Audit) Names() []string {
	names := make([]string, len(a.Sources))
	for i := range a.Sources {
		names[i] = a.Sources[i].Name
	}
	return names
}

// Rows counts the trades of all sources.
func (a *Audit) Rows() (n int64) {
	for i := range a.Sources {
		n += a.Sources[i].Rows
	}
	return n
}

// Files counts the files of all sources.
func (a *Audit) Files() (n int) {
	for i := range a.Sources {
		n += a.Sources[i].Files
	}
	return n
}
