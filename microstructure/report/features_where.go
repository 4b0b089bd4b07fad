package report

import (
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure/factor"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/table"
)

// FeatureVenues lists each source's feature on its own returns, and what the
// mean over the sources adds for the leading one.
func FeatureVenues(s *factor.Study) table.Table {
	columns := []string{"feature"}
	for _, source := range s.Sources {
		columns = append(columns, "IC at "+source)
	}
	t := table.New(fmt.Sprintf("By venue and consensus, returns of %s", s.Main.Name), append(columns, "consensus on "+item(s.Sources, 0), "stronger by", "p")...)
	if len(s.Venues) == 0 {
		t.Note = "There is one source, so there is nothing to compare."
		return t
	}
	stronger := 0
	for _, v := range s.Venues {
		row := []string{v.Feature}
		for i, of := range v.IC {
			row = append(row, estimated(item(of, i), 4))
		}
		gain := factor.Estimate{Value: v.Gain.Mean, Lower: v.Gain.Lower, Upper: v.Gain.Upper}
		t.Add(append(row, text.Signed(v.Consensus.Value, 4), estimated(gain, 4), pvalue(v.Gain.PTwoSided))...)
		if v.Stronger() > 0 {
			stronger++
		}
	}
	t.Note = fmt.Sprintf("Stronger: the consensus less the leading source's own feature on the same rows, in the direction of the consensus; bootstrap of pairs. Its interval is above 0 for %d of %s.",
		stronger, text.Plural(len(s.Venues), "feature"))
	return t
}

// FeatureGroups lists, for each feature and grouping, the extreme groups and
// one test of whether all are equal.
func FeatureGroups(s *factor.Study) table.Table {
	t := table.New(fmt.Sprintf("By hour, weekday, month and volatility, returns of %s", s.Main.Name), "feature", "by", "groups", "lowest IC", "highest IC", "p that all are equal")
	tests, small := 0, 0
	for _, g := range s.Grouped {
		low, high, ok := g.Extremes()
		if !ok {
			t.Add(g.Feature, g.By, text.Count(len(g.Groups)), text.Missing, text.Missing, "fewer than two groups")
			continue
		}
		t.Add(g.Feature, g.By, text.Count(len(g.Groups)), low.Name+": "+estimated(low.Estimate, 3), high.Name+": "+estimated(high.Estimate, 3), pvalue(g.Equal.P))
		if !math.IsNaN(g.Equal.P) {
			tests++
		}
		if g.Equal.P <= 0.05 {
			small++
		}
	}
	t.Note = fmt.Sprintf("The extremes of many groups look far apart by luck: the test asks whether they are. At 5 %% it does in %d of %s; %s would be expected of noise.",
		small, text.Plural(tests, "test"), text.Number(0.05*float64(tests), 1))
	return t
}

// CalmMarkets asks of each feature whether it is stronger in calm markets.
func CalmMarkets(s *factor.Study) table.Table {
	t := table.New(fmt.Sprintf("Stronger in calm markets? Returns of %s", s.Main.Name), "feature", "IC, calm", "IC, wild", "stronger when calm by", "p")
	calm, wild := 0, 0
	for _, c := range s.Calm {
		t.Add(c.Feature, estimated(c.Low, 4), estimated(c.High, 4), estimated(c.Stronger, 4), pvalue(c.Stronger.P))
		if c.Stronger.Lower > 0 {
			calm++
		}
		if c.Stronger.Upper < 0 {
			wild++
		}
	}
	t.Note = fmt.Sprintf("Calm and wild: the lowest and the highest three tenths of trailing volatility. One by one, at 5 %%, %s shown to be stronger in calm markets, %d in wild ones.",
		isAre(calm, "feature"), wild)
	return t
}

// isAre is such as "1 feature is" and "2 features are".
func isAre(n int, noun string) string {
	if n == 1 {
		return text.Plural(n, noun) + " is"
	}
	return text.Plural(n, noun) + " are"
}
