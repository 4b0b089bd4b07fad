package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
)

// sameBars compares the bars of all engines with tickbook's, cell by cell.
func (b *bench) sameBars(data string, engines []string) error {
	var timed []string
	for _, e := range engines {
		if e != "pandas-2p" && !strings.HasPrefix(e, "read") { // pandas's function once more; no bars
			timed = append(timed, e)
		}
	}
	dir, err := b.tickbookBars(data)
	if err != nil {
		return err
	}
	b.say("comparing the bars of tickbook, %s", strings.Join(timed, ", "))
	_, err = b.peer("verify.py", data, "--reference", dir, "--engines", strings.Join(timed, ","))
	return err
}

// sameAs compares tickbook's bars of two directories to the bit.
func (b *bench) sameAs(data, other string) error {
	dir, err := b.tickbookBars(data)
	if err != nil {
		return err
	}
	otherDir, err := b.tickbookBars(other)
	if err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("no bars in %s: %w", dir, err)
	}
	for _, path := range files {
		x, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		y, err := os.ReadFile(filepath.Join(otherDir, filepath.Base(path)))
		if err != nil {
			return err
		}
		if !bytes.Equal(x, y) {
			return fmt.Errorf("the bars in %s and %s differ", path, otherDir)
		}
	}
	return nil
}

func (b *bench) tickbookBars(data string) (string, error) {
	dir := filepath.Join(b.dir, "bars", filepath.Base(data))
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	_, err := b.helper("bars", data, dir)
	return dir, err
}

// writeBars writes the bars of a data directory as bars_SOURCE.csv, floats to
// the last bit.
func writeBars(ctx context.Context, args []string) error {
	if len(args) != 2 {
		return errors.New("usage: bench bars DATA TO")
	}
	data, err := dataset.Open(args[0], symbol)
	if err != nil {
		return err
	}
	names, err := data.Sources()
	if err != nil {
		return err
	}
	sources, err := microstructure.ParseSources(strings.Join(names, ","))
	if err != nil {
		return err
	}
	config := dataset.DefaultConfig()
	config.NoCache = true
	bars, _, err := data.Bars(ctx, sources, config)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(args[1], 0o755); err != nil {
		return err
	}
	for _, s := range bars {
		if err := writeSource(filepath.Join(args[1], "bars_"+s.Source.Name+".csv"), s.Bars); err != nil {
			return err
		}
	}
	return nil
}

func writeSource(path string, bars []microstructure.Bar) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	w.WriteString("timestamp_us,trade_count")
	columns := microstructure.BarColumns()
	for _, c := range columns {
		w.WriteString("," + c.Name)
	}
	w.WriteByte('\n')
	for i := range bars {
		fmt.Fprintf(w, "%d,%d", bars[i].TimestampUS, bars[i].TradeCount)
		for _, c := range columns {
			w.WriteByte(',')
			if v := c.Of(&bars[i]); !math.IsNaN(v) {
				w.WriteString(strconv.FormatFloat(v, 'g', -1, 64))
			}
		}
		w.WriteByte('\n')
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}
