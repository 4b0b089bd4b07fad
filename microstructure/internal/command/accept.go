package command

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/store"
)

const acceptedUsage = "file of accepted findings (default DATA/SYMBOL/accepted.json, if it is there)"

// acceptance holds the flags that accept findings.
type acceptance struct {
	names  []string
	reason string
}

func (a *acceptance) addFlags(c *cobra.Command) {
	f := c.Flags()
	f.StringArrayVar(&a.names, "accept", nil,
		"NAME of an error or a warning that is right as it is, such as price:binance_futures:2025-11-03 (as printed; price:2025-11-03 stands for that day's of all sources); can be repeated")
	f.StringVar(&a.reason, "reason", "", "why, in one line; kept with --accept, and repeated by every report and verdict")
}

// prepare checks the flags, and makes the file that --accepted names if there
// is none yet.
func (a *acceptance) prepare(file string) error {
	if len(a.names) == 0 {
		if a.reason != "" {
			return errors.New("--reason goes with --accept NAME")
		}
		return nil
	}
	if strings.TrimSpace(a.reason) == "" {
		return errors.New(`--accept needs --reason "why the data are right as they are"`)
	}
	if _, err := store.Stat(file); file != "" && errors.Is(err, fs.ErrNotExist) {
		return audit.WriteAcceptances(file, nil)
	}
	return nil
}

// keep writes the acceptances to a file, and accepts the findings.
func (a *acceptance) keep(found *audit.Audit, file string) error {
	if len(a.names) == 0 {
		return nil
	}
	list, err := found.Acceptances(a.names, a.reason)
	if err != nil {
		return err
	}
	if err := audit.WriteAcceptances(file, list); err != nil {
		if errors.Is(err, fs.ErrPermission) {
			return fmt.Errorf("%w; give --accepted FILE to keep acceptances elsewhere, and the same to features and study (notebooks: TICKBOOK_ACCEPTED)", err)
		}
		return err
	}
	found.Accept(list)
	return nil
}
