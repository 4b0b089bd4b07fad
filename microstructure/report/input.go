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
	"github.com/tickbook/tickbook/microstructure/table"
)

// Parameters lists the parameters of a study.
func Parameters(data *dataset.Dataset, sources []ms.Source, c reference.Config) table.Table {
	testStart := "after 65 % of the days"
	if c.TestStartUS != 0 {
		testStart = ms.FormatDate(c.TestStartUS)
	}
	t := table.New("Parameters", "parameter", "value")
	t.Add("symbol", c.Symbol)
	t.Add("data", data.Dir)
	t.Add("days", data.Span.String())
	t.Add("sources, the leading one first", ms.SourceList(sources))
	if c.Interval != (ms.Interval{}) {
		t.Add("length of a bar", c.Interval.String())
	}
	t.Add("test span starts", testStart)
	t.Add("round trip's fee", text.GivenBps(c.FeeBps))
	return t
}

// Input lists the input of a study.
func Input(built dataset.BuildReport) table.Table {
	t := table.New("Trades and bars by source",
		"source", "first day", "last day", "days", "trades", "bars", "built", "from cache")
	for _, s := range built.Sources {
		t.Add(s.Source, s.First, s.Last, text.Count(s.Days), text.Count(s.Trades), text.Count(s.Bars), text.Count(s.Built), text.Count(s.Served))
	}
	partial := int64(0)
	for _, s := range built.Sources {
		partial += s.Partial
	}
	if partial > 0 {
		t.Note = fmt.Sprintf("Incomplete bars, each a day's last, which signals leave out: %s.", text.Count(partial))
	}
	t.Add("all", "", "", text.Count(built.Days), text.Count(built.Trades), text.Count(built.Bars), text.Count(built.Built), text.Count(built.Served))
	return t
}

// Origin lists the provenance of a report.
func Origin(built dataset.BuildReport) table.Table {
	t := origin(built.Synthetic, built.InputDigest)
	for _, s := range built.Sources {
		t.Add(s.Source, fmt.Sprintf("%s, %s, %s", text.Plural(s.Days, "day"), text.Plural(s.Trades, "trade"), text.Plural(s.Bars, "bar")))
	}
	t.Add("Go", runtime.Version()+" "+runtime.GOOS+"/"+runtime.GOARCH)
	t.Add("tickbook", version.String())
	t.Add("bars loaded in", built.Duration.Round(time.Millisecond).String())
	return t
}

// origin says what kind of data it is, and which.
func origin(synthetic bool, digest string) table.Table {
	kind := "recorded"
	if synthetic {
		kind = "synthetic"
	}
	t := table.New("", "item", "value")
	t.Add("data", kind)
	t.Add("digest of the input (SHA-256)", digest)
	return t
}
