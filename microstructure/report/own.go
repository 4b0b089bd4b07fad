package report

import (
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/table"
)

// OwnFeatures lists the user's features, how many days of each came from the
// cache, and why the others were computed.
func OwnFeatures(built dataset.BuildReport) table.Table {
	t := table.New("Own features", "feature", "parameters", "code", "days", "from cache", "computed", "because")
	for _, f := range built.Own {
		var reasons []string
		for _, b := range f.Built {
			why := b.Why
			if len(f.Built) > 1 {
				why = text.Plural(b.Days, "day") + ": " + why
			}
			reasons = append(reasons, why)
		}
		t.Add(f.Feature, f.Parameters, dataset.ShortCode(f.Code), text.Count(f.Days), text.Count(f.Served), text.Count(f.Days-f.Served), strings.Join(reasons, "; "))
	}
	return t
}

// KeptFeatures lists the cached values of the user's features, and which of
// them are removed.
func KeptFeatures(kept []dataset.KeptFeature, removed []string) table.Table {
	t := table.New("Own features that are kept", "feature", "files", "MB", "last written (UTC)", "of days without trades", "removed")
	for _, k := range kept {
		what := text.Count(k.Orphans)
		if slices.Contains(removed, k.Feature) {
			what = "all"
		}
		t.Add(k.Feature, text.Count(k.Files), text.Number(float64(k.Bytes)/1e6, 1), k.Written.UTC().Format("2006-01-02 15:04:05"), text.Count(k.Orphans), what)
	}
	if len(kept) == 0 {
		t.Note = "None."
	}
	return t
}
