package evidence

import "time"

// A Look is one evaluation of a test span.
type Look struct {
	Time           time.Time `json:"time"`
	Digest         string    `json:"digest"`    // of the data
	FromDate       string    `json:"from_date"` // first and last day of the span judged, such as 2025-12-01
	ToDate         string    `json:"to_date"`
	Parameters     string    `json:"parameters"` // identifies the search, such as a digest of the configuration
	Configurations int       `json:"configurations"`
	Verdict        Label     `json:"verdict"`
}

// A LookCount counts the looks at a test span.
type LookCount struct {
	Looks          int // evaluations
	Configurations int // over all of them
	// Trials counts the configurations of distinct searches: repeating a search
	// tries nothing new.
	Trials int
	// Prior counts the Trials of searches other than the one about to be made:
	// Config.PriorTrials.
	Prior int
}

// CountLooks counts looks at the same data whose span overlaps that from
// fromDate to toDate. parameters are those of the search about to be made.
func CountLooks(looks []Look, digest, fromDate, toDate, parameters string) LookCount {
	var c LookCount
	most := map[string]int{} // configurations by parameters
	for _, l := range looks {
		if l.Digest != digest || l.FromDate > toDate || l.ToDate < fromDate {
			continue
		}
		c.Looks++
		c.Configurations += l.Configurations
		most[l.Parameters] = max(most[l.Parameters], l.Configurations)
	}
	for p, n := range most {
		c.Trials += n
		if p != parameters {
			c.Prior += n
		}
	}
	return c
}
