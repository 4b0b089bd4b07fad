package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/tickbook/tickbook/microstructure/dataset"
)

const symbol = "BTCUSDT"

// data makes trades of a shape that peers/make_data.py knows, or finds them,
// and gives their directory. The program that makes them is part of the name,
// so that another one makes others.
func (b *bench) data(shape string) (string, error) {
	script, err := os.ReadFile(filepath.Join("microstructure", "bench", "peers", "make_data.py"))
	if err != nil {
		return "", err
	}
	scale, name := "1", shape
	if b.quick {
		scale, name = "0.1", shape+"-quick"
	}
	dir := filepath.Join(b.dir, "data", fmt.Sprintf("%s-%s", name, digest(script)))
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	b.say("making %s", dir)
	return dir, b.make(dir, func(partial string) error {
		_, err := b.peer("make_data.py", shape, partial, "--scale", scale)
		return err
	})
}

// ownData writes the dense trades anew, as this checkout does.
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

// make fills a directory that has its name only when it is complete.
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

// rewrite copies a data directory, file by file, through the dataset package's reader and writer.
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
	r, err := dataset.OpenTrades(from)
	if err != nil {
		return err
	}
	defer r.Close()
	w, err := dataset.CreateTrades(to, nil)
	if err != nil {
		return err
	}
	defer w.Abort()
	for {
		trades, err := r.Next()
		if err == io.EOF {
			return w.Close()
		}
		if err != nil {
			return err
		}
		if err := w.Append(trades); err != nil {
			return err
		}
	}
}
