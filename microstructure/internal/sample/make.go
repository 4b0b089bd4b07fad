package sample

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/reference"
	"github.com/tickbook/tickbook/microstructure/synth"
)

// make writes the market's trades into a folder that is removed afterwards and
// studies them.
func (r recipe) make() (*Study, error) {
	dir, err := os.MkdirTemp("", "sample")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	s := &Study{Name: r.name, Sources: r.market.Sources}
	data := &dataset.Dataset{Dir: dir, Symbol: Symbol}
	if err := r.write(data); err != nil {
		return nil, err
	}
	build := dataset.DefaultConfig()
	build.NoCache, build.LeaderTakers = true, true
	if s.Bars, s.Built, err = data.Bars(context.Background(), s.Sources, build); err != nil {
		return nil, err
	}
	if r.spoil != nil {
		if err := r.spoil(data); err != nil {
			return nil, err
		}
	}
	config := audit.DefaultConfig()
	config.NoCache = true
	if s.Audit, err = audit.Run(context.Background(), data, s.Sources, config); err != nil {
		return nil, err
	}
	s.fix(dir)
	return s, r.study(s)
}

func (r recipe) study(s *Study) error {
	panel, err := microstructure.JoinPanel(s.Bars)
	if err != nil {
		return err
	}
	if s.Reference, err = reference.Run(panel, r.reference, nil); err != nil {
		return err
	}
	if r.evidence.AuditErrors != evidence.UnknownAudit {
		r.evidence.AuditErrors = len(s.Audit.Errors())
	}
	if s.Evidence, err = evidence.Run(s.Bars, r.evidence, nil); err != nil {
		return err
	}
	kinds := evidence.NullSimulations()[:1]
	kinds[0].Days = 14
	null := evidence.NullConfig{Shifts: r.shifts, Simulations: kinds, Seed: 1, Workers: 1}
	if r.shifts > 0 {
		null.Markets = 1
	}
	if s.Null, err = evidence.Null(s.Evidence.Market, r.evidence, evidence.ReferenceOf(s.Reference), null, nil); err != nil {
		return err
	}
	s.recordLooks()
	return nil
}

// write writes a file for each source and day.
func (r recipe) write(data *dataset.Dataset) error {
	m, err := synth.NewMarket(r.market)
	if err != nil {
		return err
	}
	for i, source := range r.market.Sources {
		if err := os.MkdirAll(data.TradesDir(source.Name), 0o755); err != nil {
			return err
		}
		for day := range r.market.Days {
			trades, ok := m.Day(i, day)
			if !ok || r.leaveOut != nil && r.leaveOut(source.Name, day) {
				continue
			}
			disturb(i, day, &trades)
			path := data.TradesPath(source.Name, m.Date(day).Format(time.DateOnly))
			if err := writeDay(path, trades, provenance(i, day, trades.Len())); err != nil {
				return err
			}
		}
	}
	return nil
}

func writeDay(path string, trades microstructure.Trades, p microstructure.Provenance) error {
	w, err := dataset.CreateTrades(path, p)
	if err != nil {
		return err
	}
	if err := w.Append(trades); err != nil {
		return err
	}
	return w.Close()
}

// fix replaces values that differ between runs or machines.
func (s *Study) fix(dir string) {
	s.Built.Duration = 1234 * time.Millisecond
	s.Built.InputDigest = strings.Repeat("0123456789abcdef", 4)
	s.Audit.Digest = strings.Repeat("fedcba9876543210", 4)
	for i := range s.Audit.Sources {
		source := &s.Audit.Sources[i]
		source.Bytes = 14 * source.Rows
		s.Built.Sources[i].Bytes = 14 * s.Built.Sources[i].Trades
		for k := range source.Days {
			day := &source.Days[k]
			day.Bytes, day.Refused = 14*day.Rows, strings.ReplaceAll(day.Refused, dir, "DATA")
		}
	}
	for i := range s.Audit.Findings {
		f := &s.Audit.Findings[i]
		f.Message = strings.ReplaceAll(filepath.ToSlash(f.Message), filepath.ToSlash(dir), "DATA")
	}
}
