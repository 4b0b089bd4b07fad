package report

import (
	"fmt"
	"runtime"
	"time"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/internal/version"
	"github.com/tickbook/tickbook/microstructure/reference"
)

// Parameters lists what a study of data was asked to do.
func Parameters(data *dataset.Dataset, testStart string, sources []ms.Source, c reference.Config) Table {
	if testStart == "" {
		testStart = "after 65 % of the days"
	}
	return Table{
		Caption: "Parameters",
		Header:  []string{"parameter", "value"},
		Rows: [][]string{
			{"symbol", c.Symbol},
			{"data", data.Dir},
			{"days", data.Span.String()},
			{"sources, the leading one first", ms.SourceList(sources)},
			{"test span starts", testStart},
			{"round trip's fee", text.GivenBps(c.FeeBps)},
			{"configurations", text.Count(c.Grid.Len())},
		},
	}
}

// Input lists what was read.
func Input(built dataset.BuildReport) Table {
	t := Table{
		Caption: "Trades and bars by source",
		Header:  []string{"source", "first day", "last day", "days", "trades", "bars", "built", "from cache"},
	}
	for _, s := range built.Sources {
		t.Rows = append(t.Rows, []string{s.Source, s.First, s.Last, text.Count(s.Days), text.Count(s.Trades), text.Count(s.Bars), text.Count(s.Built), text.Count(s.Served)})
	}
	t.Rows = append(t.Rows, []string{"all", "", "", text.Count(built.Days), text.Count(built.Trades), text.Count(built.Bars), text.Count(built.Built), text.Count(built.Served)})
	return t
}

// Origin tells what a report was made from, and with what.
func Origin(built dataset.BuildReport) Table {
	kind := "recorded"
	if built.Synthetic {
		kind = "synthetic"
	}
	t := Table{
		Header: []string{"item", "value"},
		Rows: [][]string{
			{"data", kind},
			{"digest of the input (SHA-256)", built.InputDigest},
		},
	}
	for _, s := range built.Sources {
		t.Rows = append(t.Rows, []string{s.Source, fmt.Sprintf("%s, %s, %s", text.Plural(s.Days, "day"), text.Plural(s.Trades, "trade"), text.Plural(s.Bars, "bar"))})
	}
	return Table{t.Caption, t.Header, append(t.Rows,
		[]string{"Go", runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH},
		[]string{"tickbook", version.String()},
		[]string{"bars loaded in", built.Duration.Round(time.Millisecond).String()},
	), t.Note}
}
