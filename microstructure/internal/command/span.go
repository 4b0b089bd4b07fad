package command

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/dataset"
)

// spanFlags select the days.
type spanFlags struct{ from, to string }

func (s *spanFlags) addFlags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&s.from, "from", "", "first day to take, UTC, YYYY-MM-DD (default: the first there is)")
	f.StringVar(&s.to, "to", "", "last day to take, that day included, or yesterday (default: the last there is)")
}

// parse reads the flags.
func (s *spanFlags) parse() (span dataset.Span, err error) {
	for _, end := range []struct {
		flag, text string
		date       *string
	}{{"from", s.from, &span.From}, {"to", s.to, &span.To}} {
		if end.text == "" {
			continue
		}
		day, err := parseDay(end.flag, end.text, time.Now())
		if err != nil {
			return span, err
		}
		*end.date = day.Format(time.DateOnly)
	}
	return span, nil
}

// name puts the flags before an error about the span.
func (s *spanFlags) name(err error) error {
	if !errors.Is(err, dataset.ErrSpan) {
		return err
	}
	var flags string
	for _, end := range []struct{ flag, text string }{{"--from ", s.from}, {"--to ", s.to}} {
		if end.text != "" {
			flags += end.flag + end.text + " "
		}
	}
	return fmt.Errorf("%s: %w", flags[:len(flags)-1], err)
}
