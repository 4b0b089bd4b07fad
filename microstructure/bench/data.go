package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
)

const symbol = "BTCUSDT"

// data makes trades of a shape that peers/make_data.py knows, or finds them,
// and returns their directory.
func (b *bench) data(shape string) (string, error) {
	return b.generated(shape, []string{"make_data.py"}, shape)
}

// archives runs peers/make_archives.py, or finds its output, and returns the
// directory.
func (b *bench) archives() (string, error) {
	return b.generated("archives", []string{"make_archives.py", "make_data.py"})
}

// generated runs the first of the peers' scripts with args and a directory, or
// finds what it made before. The scripts are part of the directory's name, so
// that others make other data.
func (b *bench) generated(name string, scripts []string, args ...string) (string, error) {
	var source []byte
	for _, script := range scripts {
		text, err := os.ReadFile(filepath.Join(peersDir, script))
		if err != nil {
			return "", err
		}
		source = append(source, text...)
	}
	scale := "1"
	if b.quick {
		scale = "0.1"
		name += "-quick"
	}
	dir := filepath.Join(b.dir, "data", fmt.Sprintf("%s-%s", name, digest(source)))
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	b.say("making %s", dir)
	return dir, b.make(dir, func(partial string) error {
		_, err := b.peer(scripts[0], append(args, partial, "--scale", scale)...)
		return err
	})
}

// market simulates venues whose prices move together, as the audit asks for
// before a study: 92 days × 3 sources, 30 trades per bar.
func (b *bench) market() (string, error) {
	dir := filepath.Join(b.dir, "data", "market")
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	b.say("making %s", dir)
	return dir, b.make(dir, func(partial string) error {
		_, err := b.output(b.tickbook, "synth", "--out", partial, "--symbol", symbol, "--days", "92", "--trades-per-bar", "30")
		return err
	})
}

// ownData rewrites the dense trades with this checkout's writer.
func (b *bench) ownData() (string, error) {
	from, err := b.data("dense")
	if err != nil {
		return "", err
	}
	dir := filepath.Join(b.dir, "data", "own")
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	b.say("writing %s with this program's own writer", dir)
	return dir, b.make(dir, func(partial string) error {
		_, err := b.helper("rewrite", from, partial)
		return err
	})
}

// make fills a directory, which gets its name only when it is complete.
func (b *bench) make(dir string, fill func(partial string) error) error {
	partial := dir + ".partial"
	if err := os.RemoveAll(partial); err != nil {
		return err
	}
	if err := fill(partial); err != nil {
		return err
	}
	return os.Rename(partial, dir)
}

// rewrite copies a data directory, file by file, through the dataset package's
// reader and writer.
func rewrite(_ context.Context, args []string) error {
	if len(args) != 2 {
		return errors.New("usage: bench rewrite FROM TO")
	}
	from, err := dataset.Open(args[0], symbol)
	if err != nil {
		return err
	}
	to := &dataset.Dataset{Dir: args[1], Symbol: symbol}
	sources, err := from.Sources()
	if err != nil {
		return err
	}
	for _, source := range sources {
		days, err := from.Days(source)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(to.TradesDir(source), 0o755); err != nil {
			return err
		}
		for _, day := range days {
			if err := rewriteDay(day.Path, to.TradesPath(source, day.Date)); err != nil {
				return err
			}
		}
	}
	return nil
}

func rewriteDay(from, to string) error {
	w, err := dataset.CreateTrades(to, microstructure.Provenance{})
	if err != nil {
		return err
	}
	defer w.Abort()
	if err := readTrades(from, w.Append); err != nil {
		return err
	}
	return w.Close()
}
