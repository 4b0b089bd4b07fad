package desk

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/reference"
	"github.com/tickbook/tickbook/microstructure/result"
	"github.com/tickbook/tickbook/microstructure/store"
)

// The environment variables that parametrise a notebook.
const (
	symbolVariable    = "TICKBOOK_SYMBOL"
	symbolsVariable   = "TICKBOOK_SYMBOLS"
	dataVariable      = "TICKBOOK_DATA"
	testStartVariable = "TICKBOOK_TEST_START"
	sourcesVariable   = "TICKBOOK_SOURCES"
	fromVariable      = "TICKBOOK_FROM"
	toVariable        = "TICKBOOK_TO"
	acceptedVariable  = "TICKBOOK_ACCEPTED"
	nullVariable      = "TICKBOOK_NULL"
	looksVariable     = "TICKBOOK_LOOKS"
	familyVariable    = "TICKBOOK_FAMILY"
	keptVariable      = "TICKBOOK_KEPT"
	takerVariable     = "TICKBOOK_TAKER_BPS"
	makerVariable     = "TICKBOOK_MAKER_BPS"
	slippageVariable  = "TICKBOOK_SLIPPAGE_BPS"
	fundingVariable   = "TICKBOOK_FUNDING_BPS"
	shortsVariable    = "TICKBOOK_SHORTS"
	intervalVariable  = "TICKBOOK_INTERVAL"

	thresholdsVariable = "TICKBOOK_THRESHOLDS"
	holdingsVariable   = "TICKBOOK_HOLDINGS"
)

// defaultShifts keeps the null control's cell within seconds.
const defaultShifts = 100

// FromEnv opens a Desk with ConfigFromEnv.
func FromEnv() (*Desk, error) {
	c, err := ConfigFromEnv()
	if err != nil {
		return nil, err
	}
	d, err := Open(c)
	if err != nil {
		return nil, nameSpan(err, c.Span)
	}
	days, err := d.Days()
	if err != nil {
		return d, nil // the audit and the bars say which file is missing
	}
	if err := CheckTestStart(c.Reference.TestStartUS, days); err != nil {
		return nil, fmt.Errorf("%s=%w", testStartVariable, err)
	}
	return d, nil
}

// ConfigFromEnv reads the configuration of a notebook. A variable that is unset
// or empty leaves the default.
//
//	TICKBOOK_SYMBOL      BTCUSDT
//	TICKBOOK_DATA        build/data: the sample data
//	TICKBOOK_SOURCES     as ParseSources reads it; the three futures venues
//	TICKBOOK_FROM, _TO   first and last day, YYYY-MM-DD; all days
//	TICKBOOK_INTERVAL    length of bars, as 10s, 1m, 15m or 1h; 5m
//	TICKBOOK_TEST_START  first day of the test span, YYYY-MM-DD; after 65 % of the days
//	TICKBOOK_ACCEPTED    accepted findings of the audit; the file beside the data
//	TICKBOOK_NULL        shifts of the null control; 100
//	TICKBOOK_LOOKS       record of looks; looks.jsonl in the data directory
//	TICKBOOK_FAMILY      name that keeps searches over symbols apart; none
//	TICKBOOK_KEPT        directory of results that take long; build/kept, or none outside a checkout
//	TICKBOOK_TAKER_BPS, TICKBOOK_MAKER_BPS  fees per side; the venue's
//	TICKBOOK_SLIPPAGE_BPS                   of each order that takes; 0
//	TICKBOOK_FUNDING_BPS                    that longs pay per 8 hours; 0
//	TICKBOOK_SHORTS                         yes, no or venue: no on spot markets
//	TICKBOOK_THRESHOLDS  of both procedures' grids, as ParseThresholds reads them; 1,1.5,2,2.5
//	TICKBOOK_HOLDINGS    holding periods, as Interval.ParseHorizons reads them; 15m,30m,1h,2h
//
// A relative path is relative to the module's root, the parent of the
// notebooks' directory. An error names the variable.
func ConfigFromEnv() (Config, error) {
	c := DefaultConfig("", valueOr(os.Getenv(symbolVariable), "BTCUSDT"))
	c.Span = dataset.Span{From: os.Getenv(fromVariable), To: os.Getenv(toVariable)}
	c.Dir = valueOr(os.Getenv(dataVariable), filepath.Join("build", "data"))
	c.AcceptedFile = os.Getenv(acceptedVariable)
	c.LooksFile, c.Family = valueOr(os.Getenv(looksVariable), store.Join(c.Dir, result.LooksFile)), os.Getenv(familyVariable)
	c.KeptDir = os.Getenv(keptVariable)
	if root, err := moduleRoot(); c.KeptDir == "" && err == nil {
		c.KeptDir = filepath.Join(root, "build", "kept")
	}
	testStart := os.Getenv(testStartVariable)
	if err := checkDates(c.Span, testStart); err != nil {
		return Config{}, err
	}
	var err error
	if c.Reference.TestStartUS, err = reference.ParseTestStart(testStart); err != nil {
		return Config{}, fmt.Errorf("%s: %w", testStartVariable, err)
	}
	if list := strings.TrimSpace(os.Getenv(sourcesVariable)); list != "" {
		if c.Sources, err = microstructure.ParseSources(list); err != nil {
			return Config{}, fmt.Errorf("%s: %w", sourcesVariable, err)
		}
	}
	charges, err := chargesFromEnv()
	if err != nil {
		return Config{}, err
	}
	c = c.WithCharges(charges)
	if length := os.Getenv(intervalVariable); length != "" {
		interval, err := microstructure.ParseInterval(length)
		if err != nil {
			return Config{}, fmt.Errorf("%s: %w", intervalVariable, err)
		}
		c = c.WithInterval(interval)
	}
	if c, err = searchFromEnv(c); err != nil {
		return Config{}, err
	}
	shifts := valueOr(os.Getenv(nullVariable), strconv.Itoa(defaultShifts))
	if c.Shifts, err = strconv.Atoi(shifts); err != nil || c.Shifts < 0 {
		return Config{}, fmt.Errorf("%s=%q is not a number of shifts: write a whole number of at least 0", nullVariable, shifts)
	}
	for _, path := range []*string{&c.Dir, &c.AcceptedFile, &c.LooksFile, &c.KeptDir} {
		if *path = store.Clean(*path); *path == "" || filepath.IsAbs(*path) || store.IsRemote(*path) {
			continue
		}
		root, err := moduleRoot()
		if err != nil {
			return Config{}, err
		}
		*path = filepath.Join(root, *path)
	}
	if c.Family != "" {
		if err := microstructure.CheckName("family", c.Family); err != nil {
			return Config{}, fmt.Errorf("%s: %w", familyVariable, err)
		}
	}
	if os.Getenv(looksVariable) != "" {
		if _, err := result.ReadLooks(c.LooksFile); err != nil {
			return Config{}, fmt.Errorf("%s: %w", looksVariable, err)
		}
	}
	return c, nil
}

// SymbolsFromEnv reads the configuration of a notebook about several symbols:
// that of ConfigFromEnv, and TICKBOOK_SYMBOLS, separated by commas; all symbols
// in the data directory if it is unset. TICKBOOK_SOURCES unset means those of
// the three futures venues that all symbols have.
func SymbolsFromEnv() (Config, []string, error) {
	c, err := ConfigFromEnv()
	if err != nil {
		return c, nil, err
	}
	if strings.TrimSpace(os.Getenv(sourcesVariable)) == "" {
		c.Sources = nil
	}
	list := strings.TrimSpace(os.Getenv(symbolsVariable))
	if list == "" {
		symbols, err := dataset.Symbols(c.Dir)
		return c, symbols, err
	}
	symbols, err := microstructure.ParseSymbols(list)
	if err != nil {
		return c, nil, fmt.Errorf("%s: %w", symbolsVariable, err)
	}
	return c, symbols, nil
}

// chargesFromEnv reads what trading costs.
func chargesFromEnv() (k Charges, err error) {
	for _, x := range []struct {
		variable string
		set      **float64
	}{{takerVariable, &k.TakerBps}, {makerVariable, &k.MakerBps}, {slippageVariable, &k.SlippageBps}, {fundingVariable, &k.FundingBps}} {
		value := os.Getenv(x.variable)
		if value == "" {
			continue
		}
		bps, err := strconv.ParseFloat(value, 64)
		if err != nil || math.IsNaN(bps) || math.IsInf(bps, 0) {
			return k, fmt.Errorf("%s=%q is not a number of basis points: write it like 4.5", x.variable, value)
		}
		*x.set = &bps
	}
	if k.Shorts, err = evidence.ParseShorts(valueOr(os.Getenv(shortsVariable), evidence.ShortsByVenue.String())); err != nil {
		return k, fmt.Errorf("%s: %w", shortsVariable, err)
	}
	return k, nil
}

// searchFromEnv sets what is searched.
func searchFromEnv(c Config) (Config, error) {
	if list := os.Getenv(thresholdsVariable); list != "" {
		thresholds, err := microstructure.ParseThresholds(list)
		if err != nil {
			return c, fmt.Errorf("%s: %w", thresholdsVariable, err)
		}
		c = c.WithThresholds(thresholds)
	}
	if list := os.Getenv(holdingsVariable); list != "" {
		holdings, err := c.Interval.ParseHorizons(list)
		if err != nil {
			return c, fmt.Errorf("%s: %w", holdingsVariable, err)
		}
		c = c.WithHoldings(holdings)
	}
	return c, nil
}

// checkDates reports invalid dates, and dates in the wrong order.
func checkDates(span dataset.Span, testStart string) error {
	from, to := span.From, span.To
	for _, d := range []struct{ variable, date string }{{testStartVariable, testStart}, {fromVariable, from}, {toVariable, to}} {
		if _, err := time.Parse(time.DateOnly, d.date); d.date != "" && err != nil {
			return fmt.Errorf("%s=%q is not a date: write it as YYYY-MM-DD", d.variable, d.date)
		}
	}
	switch {
	case from != "" && to != "" && to < from:
		return fmt.Errorf("%s=%s is before %s=%s: the last day cannot be before the first", toVariable, to, fromVariable, from)
	case testStart != "" && from != "" && testStart <= from:
		return fmt.Errorf("%s=%s leaves nothing to train: choose a day after %s=%s", testStartVariable, testStart, fromVariable, from)
	case testStart != "" && to != "" && testStart > to:
		return fmt.Errorf("%s=%s leaves nothing to test: choose a day up to %s=%s", testStartVariable, testStart, toVariable, to)
	}
	return nil
}

// nameSpan puts the variables that chose the days before an error about them.
func nameSpan(err error, span dataset.Span) error {
	var given []string
	for _, d := range []struct{ variable, date string }{{fromVariable, span.From}, {toVariable, span.To}} {
		if d.date != "" {
			given = append(given, d.variable+"="+d.date)
		}
	}
	if !errors.Is(err, dataset.ErrSpan) || len(given) == 0 {
		return err
	}
	return fmt.Errorf("%s: %w", strings.Join(given, " "), err)
}

func valueOr(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}

// moduleRoot is the closest directory at or above the notebook's (GONB_DIR), or
// the working directory outside a notebook, that holds this module's go.mod.
func moduleRoot() (string, error) {
	start := os.Getenv("GONB_DIR")
	if start == "" {
		var err error
		if start, err = os.Getwd(); err != nil {
			return "", err
		}
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		content, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil && strings.HasPrefix(string(content), "module github.com/tickbook/tickbook\n") {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("no checkout of tickbook at or above %s: set %s to an absolute path", start, dataVariable)
		}
	}
}
