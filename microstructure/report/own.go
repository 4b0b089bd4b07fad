package report

import (
	"strings"

	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/table"
)

// OwnFeatures lists the features of one's own, how many days of each came from
// the cache, and why the others were computed.
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
