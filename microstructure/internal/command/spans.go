package command

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/desk"
)

// studySpans are the flags of a study's horizons, which bars must divide, and
// of its memory, which their number decides.
type studySpans struct {
	horizons string
	memory   memoryFlag
}

func (s *studySpans) addFlags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&s.horizons, "horizons", "", "spans of the forward returns that the signal is compared with (default: those of 5m,15m,30m,1h,2h that are multiples of --interval)")
	s.memory.addFlag(c)
}

// apply sets them in a configuration that has its interval.
func (s *studySpans) apply(c desk.Config) (desk.Config, error) {
	if s.horizons != "" {
		h, err := c.Interval.ParseHorizons(s.horizons)
		if err != nil {
			return c, fmt.Errorf("--horizons: %w", err)
		}
		c.Reference.Horizons, c.Evidence.Horizons = h, h
	}
	return s.memory.apply(c)
}

// memoryFlag is the largest memory at which the work begins.
type memoryFlag string

func (m *memoryFlag) addFlag(c *cobra.Command) {
	c.Flags().StringVar((*string)(m), "memory", "", "largest memory at which the work begins, such as 800MB or 4GB (default: what the system has available)")
}

func (m memoryFlag) apply(c desk.Config) (desk.Config, error) {
	if m == "" {
		return c, nil
	}
	mb, err := parseMegabytes(string(m))
	if err != nil {
		return c, fmt.Errorf("--memory: %w", err)
	}
	c.MemoryMB = mb
	return c, nil
}

// parseMegabytes reads an amount such as 800MB or 4GB, in 10⁶ bytes.
func parseMegabytes(s string) (float64, error) {
	number, unit := s, 0.0
	for suffix, mb := range map[string]float64{"MB": 1, "GB": 1000} {
		if before, ok := strings.CutSuffix(strings.ToUpper(s), suffix); ok {
			number, unit = before, mb
		}
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if unit == 0 || err != nil || !(v > 0) || v > 1e9 {
		return 0, fmt.Errorf("%q is not an amount of memory: write it as 800MB or 4GB", s)
	}
	return v * unit, nil
}
