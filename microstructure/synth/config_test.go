package synth

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure"
)

func TestDefaultConfigIsValid(t *testing.T) {
	if err := DefaultConfig().Validate(); err != nil {
		t.Fatal(err)
	}
}

func TestValidateNamesTheField(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for name, c := range map[string]struct {
		field string
		spoil func(*Config)
	}{
		"no sources":        {"Sources", func(c *Config) { c.Sources = nil }},
		"source twice":      {"sources:", func(c *Config) { c.Sources = append(c.Sources[:1:1], c.Sources[0]) }},
		"label twice":       {"sources:", func(c *Config) { c.Sources = []microstructure.Source{{Name: "a", Label: "x"}, {Name: "b", Label: "x"}} }},
		"no label":          {"sources:", func(c *Config) { c.Sources = []microstructure.Source{{Name: "a"}} }},
		"path as name":      {"sources:", func(c *Config) { c.Sources = []microstructure.Source{{Name: "../a", Label: "a"}} }},
		"parent as name":    {"sources:", func(c *Config) { c.Sources = []microstructure.Source{{Name: "..", Label: "a"}} }},
		"zero start":        {"Start", func(c *Config) { c.Start = time.Time{} }},
		"start at noon":     {"Start", func(c *Config) { c.Start = c.Start.Add(12 * time.Hour) }},
		"start not UTC":     {"Start", func(c *Config) { c.Start = time.Date(2025, 11, 1, 0, 0, 0, 0, time.FixedZone("", 3600)) }},
		"no days":           {"Days", func(c *Config) { c.Days = 0 }},
		"too many days":     {"Days", func(c *Config) { c.Days = 36_501 }},
		"no trades":         {"TradesPerBar", func(c *Config) { c.TradesPerBar = 0 }},
		"NaN trades":        {"TradesPerBar", func(c *Config) { c.TradesPerBar = nan }},
		"too many trades":   {"TradesPerBar", func(c *Config) { c.TradesPerBar = 100_001 }},
		"NaN edge":          {"EdgeBps", func(c *Config) { c.EdgeBps = nan }},
		"no price":          {"StartPrice", func(c *Config) { c.StartPrice = 0 }},
		"infinite price":    {"StartPrice", func(c *Config) { c.StartPrice = inf }},
		"negative tick":     {"PriceTick", func(c *Config) { c.PriceTick = -0.1 }},
		"no step":           {"QuantityStep", func(c *Config) { c.QuantityStep = 0 }},
		"no quantity":       {"MedianQuantity", func(c *Config) { c.MedianQuantity = 0 }},
		"volatility":        {"VolatilityBps", func(c *Config) { c.VolatilityBps = -1 }},
		"volatility spread": {"LogVolatilityStd", func(c *Config) { c.LogVolatilityStd = 2 }},
		"unit root in vol":  {"VolatilityPersistence", func(c *Config) { c.VolatilityPersistence = 1 }},
		"unit root in flow": {"PressurePersistence", func(c *Config) { c.PressurePersistence = 1 }},
		"impact":            {"Impact", func(c *Config) { c.Impact = 1.1 }},
		"noise":             {"NoiseBps", func(c *Config) { c.NoiseBps = nan }},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := DefaultConfig()
			c.spoil(&cfg)
			err := cfg.Validate()
			if err == nil || !strings.HasPrefix(err.Error(), c.field+" ") || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want one error of %s", err, c.field)
			}
			if _, err := NewMarket(cfg); err == nil {
				t.Error("NewMarket took it")
			}
		})
	}
}

func TestValidateReportsEveryFieldAtOnce(t *testing.T) {
	err := Config{}.Validate()
	for _, field := range []string{"Sources", "Start", "Days", "TradesPerBar", "StartPrice", "PriceTick", "QuantityStep", "MedianQuantity"} {
		if !strings.Contains(err.Error(), field+" is ") {
			t.Errorf("%s is not in %v", field, err)
		}
	}
}

func TestNewMarketRefusesPricesOffTheGrid(t *testing.T) {
	cfg := DefaultConfig()
	cfg.PriceTick = cfg.StartPrice
	if _, err := NewMarket(cfg); err == nil || !strings.Contains(err.Error(), "PriceTick") {
		t.Errorf("got %v", err)
	}
	cfg = DefaultConfig()
	cfg.VolatilityBps, cfg.Days = 500, 1000
	if _, err := NewMarket(cfg); err == nil || !strings.Contains(err.Error(), "lower VolatilityBps") {
		t.Errorf("got %v", err)
	}
}
