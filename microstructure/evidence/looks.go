package evidence

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// The kinds of looks.
const (
	LookStudy     = "study"     // the composite with a grid of its configurations
	LookSearch    = "search"    // signals and rules of the user
	LookFile      = "file"      // a signal that was made elsewhere
	LookFeature   = "feature"   // measured against returns
	LookComposite = "composite" // of features, the same
	LookPooled    = "pooled"    // a study's configurations, the same for several symbols
)

// NotTaken marks a look that began and gave no verdict, because of an error or
// an interruption. It does not count.
const NotTaken Label = "not taken"

// A Look is one evaluation of a symbol's days, which counts against later ones.
// All but Time, Verdict and Data distinguish it from others: the same run again
// is the same look.
type Look struct {
	Time           time.Time `json:"time"`
	Verdict        Label     `json:"verdict,omitempty"` // empty until it is known
	Data           string    `json:"digest,omitempty"`  // of the trades
	Kind           string    `json:"kind,omitempty"`
	Family         string    `json:"family,omitempty"` // keeps searches over symbols apart
	Symbol         string    `json:"symbol,omitempty"` // those of a pooled look separated by commas; empty in records that did not have it: any
	FromDate       string    `json:"from_date"`        // first and last day, such as 2025-12-01
	ToDate         string    `json:"to_date"`
	Configurations int       `json:"configurations"`

	Sources  []string `json:"sources,omitempty"`  // the leading one first
	Bars     string   `json:"bars,omitempty"`     // their length
	Features []string `json:"features,omitempty"` // with the digests of those that are not built in
	Signals  []string `json:"signals,omitempty"`
	Rules    []string `json:"rules,omitempty"`
	Grid     string   `json:"grid,omitempty"`
	Regimes  string   `json:"regimes,omitempty"`
	Folds    string   `json:"folds,omitempty"`
	Fill     string   `json:"fill,omitempty"`
	Costs    string   `json:"costs,omitempty"` // with those of the stress scenario
	Gates    string   `json:"gates,omitempty"`
	// Code has a digest per function of the user. ByName are those that have
	// none, with the reason: only their names distinguish them.
	Code   []string `json:"code,omitempty"`
	ByName []string `json:"by_name,omitempty"`
	// Parameters stands for the rest in records that did not have it.
	Parameters string `json:"parameters,omitempty"`
}

// Key identifies the look.
func (l Look) Key() string {
	l.Time, l.Verdict, l.Data = time.Time{}, "", ""
	content, err := json.Marshal(l)
	if err != nil { // no field of it can fail
		content = fmt.Appendf(nil, "%+v", l)
	}
	return fmt.Sprintf("%x", sha256.Sum256(content))[:16]
}

// trial is the key without the family, in which the same trial is another look.
func (l Look) trial() string {
	l.Family = ""
	return l.Key()
}

// Measures reports whether the look only measured features against returns.
func (l *Look) Measures() bool { return l.Kind == LookFeature || l.Kind == LookComposite }

// covers reports whether a study tried the features that a measurement is of.
func (l *Look) covers(m *Look) bool {
	return l.Kind == LookStudy && l.sameSymbol(m) && l.overlaps(m) &&
		!slices.ContainsFunc(m.Features, func(f string) bool { return !slices.Contains(l.Features, f) })
}

// At reports whether the look is at a symbol, perhaps among others.
func (l *Look) At(symbol string) bool {
	return l.Symbol == "" || slices.Contains(strings.Split(l.Symbol, ","), symbol)
}

func (l *Look) sameSymbol(other *Look) bool {
	return other.Symbol == "" || slices.ContainsFunc(strings.Split(other.Symbol, ","), l.At)
}

// partOf reports whether a look is the study of one of a pooled look's symbols,
// which is a part of it.
func (l *Look) partOf(pooled *Look) bool {
	if l.Kind != LookStudy || pooled.Kind != LookPooled || !l.sameSymbol(pooled) {
		return false
	}
	whole := *l
	whole.Kind, whole.Symbol, whole.FromDate, whole.ToDate = pooled.Kind, pooled.Symbol, pooled.FromDate, pooled.ToDate
	return whole.trial() == pooled.trial()
}

func (l *Look) overlaps(other *Look) bool {
	return l.FromDate <= other.ToDate && other.FromDate <= l.ToDate
}

// DistinctLooks are those of a record in the order in which they began, each
// with its latest verdict.
func DistinctLooks(record []Look) []Look {
	var out []Look
	at := map[string]int{}
	for _, l := range record {
		key := l.Key()
		i, known := at[key]
		if !known {
			at[key] = len(out)
			out = append(out, l)
		} else if l.Verdict != "" {
			out[i].Verdict, out[i].Data = l.Verdict, l.Data
		}
	}
	return out
}

// A LookCount says which looks count against one.
type LookCount struct {
	Symbol         string
	Configurations int  // of the look itself
	Again          bool // it is in the record already, and keeps its place there
	// Looks began earlier and count: at the same symbol on overlapping days,
	// and Others, at other symbols of the family on such days. Prior are their
	// configurations, Config.PriorTrials, OtherPrior those of Others.
	Looks, Prior       int
	Others, OtherPrior int
	ByName             []string // functions of the look that only their names distinguish
}

// CountLooks counts the looks of a record that began before this one. The same
// trial counts once, and none of what a study tried counts beside it; nor do the
// studies of its symbols against a pooled look.
func CountLooks(record []Look, this Look) LookCount {
	c := LookCount{Symbol: this.Symbol, Configurations: this.Configurations, ByName: this.ByName}
	key, trial := this.Key(), this.trial()
	earlier := DistinctLooks(record)
	for i := range earlier {
		if earlier[i].Key() == key {
			c.Again, earlier = true, earlier[:i]
			break
		}
	}
	seen := map[string]bool{trial: true}
	for i := range earlier {
		l := &earlier[i]
		same := l.sameSymbol(&this)
		if l.Verdict == NotTaken || !l.overlaps(&this) || !same && l.Family != this.Family || seen[l.trial()] || l.partOf(&this) {
			continue
		}
		if l.Measures() && (this.covers(l) || slices.ContainsFunc(earlier, func(s Look) bool { return s.Verdict != NotTaken && s.covers(l) })) {
			continue
		}
		seen[l.trial()] = true
		c.Looks++
		c.Prior += l.Configurations
		if !same {
			c.Others++
			c.OtherPrior += l.Configurations
		}
	}
	return c
}

// Sentences say what counts.
func (c LookCount) Sentences() (out []string) {
	here, hereTrials := c.Looks-c.Others, c.Prior-c.OtherPrior
	configurations := func(n int) string { return text.Plural(n, "configuration") }
	if c.Looks == 0 {
		out = append(out, "no earlier look counts against this one")
	} else {
		var parts []string
		if here > 0 {
			parts = append(parts, fmt.Sprintf("%s at %s with %s", text.Plural(here, "look"), nameOr(c.Symbol, "this symbol"), configurations(hereTrials)))
		}
		if c.Others > 0 {
			parts = append(parts, fmt.Sprintf("%s at other symbols with %s", text.Plural(c.Others, "look"), configurations(c.OtherPrior)))
		}
		verb := "count"
		if c.Looks == 1 {
			verb = "counts"
		}
		out = append(out, fmt.Sprintf("on overlapping days %s %s against the %s of this one, for which the best-of-many gate asks for a smaller p-value",
			strings.Join(parts, " and "), verb, configurations(c.Configurations)))
	}
	for _, f := range c.ByName {
		out = append(out, "an edit of this function is not noticed, as only its name distinguishes it: "+f)
	}
	return out
}

func nameOr(name, fallback string) string {
	if name == "" {
		return fallback
	}
	return name
}
