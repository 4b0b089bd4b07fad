package notebook

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// The environment variables that parametrise a notebook.
const (
	SymbolVariable    = "TICKBOOK_SYMBOL"
	DataVariable      = "TICKBOOK_DATA"
	TestStartVariable = "TICKBOOK_TEST_START"
	SourcesVariable   = "TICKBOOK_SOURCES"
	FromVariable      = "TICKBOOK_FROM"
	ToVariable        = "TICKBOOK_TO"
	AcceptedVariable  = "TICKBOOK_ACCEPTED"
)

// Parameters are what a notebook runs with.
type Parameters struct {
	Symbol    string   // default BTCUSDT
	DataDir   string   // absolute; default build/data of the module, the sample data
	TestStart string   // first day of the test span, YYYY-MM-DD; empty for the default split
	Sources   []string // the leading one first; nil for the default sources
	From, To  string   // first and last day of the data to take, YYYY-MM-DD; empty for the first and the last there is
	Accepted  string   // file of accepted findings of the audit, absolute; empty for the one beside the data
}

// ParametersFromEnv reads TICKBOOK_SYMBOL, TICKBOOK_DATA, TICKBOOK_TEST_START,
// TICKBOOK_SOURCES (names separated by commas), TICKBOOK_FROM, TICKBOOK_TO and
// TICKBOOK_ACCEPTED. A variable that is unset or empty leaves the default. A
// relative TICKBOOK_DATA or TICKBOOK_ACCEPTED is relative to the module's root,
// the parent of the notebooks' directory.
//
// It returns an error if TICKBOOK_TEST_START, TICKBOOK_FROM or TICKBOOK_TO is
// not a date, if they are in the wrong order, or if the root of the module
// cannot be found.
func ParametersFromEnv() (Parameters, error) {
	p := Parameters{
		Symbol:    valueOr(os.Getenv(SymbolVariable), "BTCUSDT"),
		DataDir:   valueOr(os.Getenv(DataVariable), filepath.Join("build", "data")),
		TestStart: os.Getenv(TestStartVariable),
		From:      os.Getenv(FromVariable),
		To:        os.Getenv(ToVariable),
		Accepted:  os.Getenv(AcceptedVariable),
	}
	if err := p.checkDates(); err != nil {
		return Parameters{}, err
	}
	for source := range strings.SplitSeq(os.Getenv(SourcesVariable), ",") {
		if source = strings.TrimSpace(source); source != "" {
			p.Sources = append(p.Sources, source)
		}
	}
	for _, path := range []*string{&p.DataDir, &p.Accepted} {
		if *path == "" || filepath.IsAbs(*path) {
			continue
		}
		root, err := moduleRoot()
		if err != nil {
			return Parameters{}, err
		}
		*path = filepath.Join(root, *path)
	}
	return p, nil
}

// checkDates reports dates that are none, and those in the wrong order.
func (p *Parameters) checkDates() error {
	for _, d := range []struct{ variable, date string }{{TestStartVariable, p.TestStart}, {FromVariable, p.From}, {ToVariable, p.To}} {
		if _, err := time.Parse(time.DateOnly, d.date); d.date != "" && err != nil {
			return fmt.Errorf("%s=%q is not a date: write it as YYYY-MM-DD", d.variable, d.date)
		}
	}
	switch {
	case p.From != "" && p.To != "" && p.To < p.From:
		return fmt.Errorf("%s=%s is before %s=%s: the last day cannot be before the first", ToVariable, p.To, FromVariable, p.From)
	case p.TestStart != "" && p.From != "" && p.TestStart <= p.From:
		return fmt.Errorf("%s=%s leaves nothing to train: choose a day after %s=%s", TestStartVariable, p.TestStart, FromVariable, p.From)
	case p.TestStart != "" && p.To != "" && p.TestStart > p.To:
		return fmt.Errorf("%s=%s leaves nothing to test: choose a day up to %s=%s", TestStartVariable, p.TestStart, ToVariable, p.To)
	}
	return nil
}

// InSpan names the variables that chose the days in an error that is about
// them.
func (p Parameters) InSpan(err error) error {
	var given []string
	for _, d := range []struct{ variable, date string }{{FromVariable, p.From}, {ToVariable, p.To}} {
		if d.date != "" {
			given = append(given, d.variable+"="+d.date)
		}
	}
	if err == nil || len(given) == 0 {
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

// moduleRoot returns the closest directory at or above the notebook's
// (GONB_DIR), or the working directory outside a notebook, that holds this
// module's go.mod.
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
			return "", fmt.Errorf("no checkout of tickbook at or above %s: set %s to an absolute path", start, DataVariable)
		}
	}
}
