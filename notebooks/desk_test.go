package notebooks_test

import (
	"testing"

	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/reference"
)

// deskOf studies what a notebook does with these data, without one. change may
// be nil.
func deskOf(t *testing.T, dir, symbol string, change func(*desk.Config)) *desk.Desk {
	t.Helper()
	c := desk.DefaultConfig(dir, symbol)
	if change != nil {
		change(&c)
	}
	d, err := desk.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// auditOf is the audit of a desk.
func auditOf(t *testing.T, d *desk.Desk) *audit.Audit {
	t.Helper()
	a, err := d.Audit(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// studyOf is the study of the default sources by the reference procedure.
func studyOf(t *testing.T, dir, symbol string) *reference.Study {
	t.Helper()
	s, err := deskOf(t, dir, symbol, nil).Study(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// evidenceOf is the evidence on the default sources, with a file of acceptances
// or the one beside the data.
func evidenceOf(t *testing.T, dir, symbol, accepted string) (*evidence.Evidence, error) {
	t.Helper()
	return deskOf(t, dir, symbol, func(c *desk.Config) { c.AcceptedFile = accepted }).Evidence(t.Context(), nil)
}
