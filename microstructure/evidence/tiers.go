package evidence

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"github.com/tickbook/tickbook/microstructure"
)

// A Tier is a level of a venue's fees. Tier 0 is that of a new account; higher
// ones ask for more volume.
type Tier struct {
	Source             string // such as binance_futures
	Level              int
	MakerBps, TakerBps float64 // per side
	AsOf               string  // date of the figures, YYYY-MM-DD
	From               string  // who published them
}

// String names a tier, such as "tier 3 of binance_futures".
func (t Tier) String() string { return fmt.Sprintf("tier %d of %s", t.Level, t.Source) }

// costs of the tier: an order takes to enter, and rests to leave.
func (t Tier) costs(name string) Costs {
	return Costs{Name: name, TakerBps: t.TakerBps, MakerBps: t.MakerBps, Exit: Maker}
}

// Venues whose tiers stand for those of venues that fees.csv lacks.
const (
	anyFutures = "binance_futures"
	anySpot    = "binance_spot"
)

//go:embed fees.csv
var feesFile string

// publishedTiers are the rows of fees.csv.
var publishedTiers = mustReadTiers(feesFile)

// Tiers lists the published tiers of a source's venue, from 0 on. A venue of
// which none are known has those of Binance's spot or futures market, which the
// tiers name as their Source.
func Tiers(source microstructure.Source) []Tier {
	if tiers := tiersOf(source.Name); tiers != nil {
		return tiers
	}
	if source.Spot() {
		return tiersOf(anySpot)
	}
	return tiersOf(anyFutures)
}

func tiersOf(name string) (out []Tier) {
	for _, t := range publishedTiers {
		if t.Source == name {
			out = append(out, t)
		}
	}
	return out
}

func mustReadTiers(file string) []Tier {
	tiers, err := readTiers(file)
	if err != nil {
		panic("fees.csv: " + err.Error()) // it is part of the program
	}
	return tiers
}

func readTiers(file string) (out []Tier, err error) {
	rows, err := csv.NewReader(strings.NewReader(file)).ReadAll()
	if err != nil {
		return nil, err
	}
	for i, row := range rows[1:] {
		t := Tier{Source: row[0], AsOf: row[4], From: row[5]}
		var errs [3]error
		t.Level, errs[0] = strconv.Atoi(row[1])
		t.MakerBps, errs[1] = strconv.ParseFloat(row[2], 64)
		t.TakerBps, errs[2] = strconv.ParseFloat(row[3], 64)
		for _, err := range errs {
			if err != nil {
				return nil, fmt.Errorf("row %d: %w", i+2, err)
			}
		}
		out = append(out, t)
	}
	return out, nil
}
