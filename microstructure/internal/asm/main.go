// Command asm writes the assembly of the loops that gain from wide
// instructions: those of package vector, and those of package parquetio. Run it
// where it lies, after any change here:
//
//	go run .
//
// A test of package vector fails if what it writes differs from the files in
// the tree. It is a module of its own, so that programs that import this one do
// not depend on the assembler's library.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/mmcloughlin/avo/pass"
	"github.com/mmcloughlin/avo/printer"
)

func main() {
	root := flag.String("root", filepath.Join("..", ".."), "the `folder` microstructure, or one to write the same files to")
	flag.Parse()
	if err := writeAll(*root); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func writeAll(root string) error {
	return errors.Join(
		write(filepath.Join(root, "internal", "vector"), "vector", vectorLoops),
		write(filepath.Join(root, "dataset", "internal", "parquetio"), "parquetio", parquetLoops),
	)
}

// write writes wide_amd64.s, and its declarations in Go, into a folder.
func write(folder, name string, loops func(*generator)) error {
	g := newGenerator()
	loops(g)
	file, err := g.Result()
	if err != nil {
		return err
	}
	if err := pass.Compile.Execute(file); err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	config := printer.Config{Name: "microstructure/internal/asm", Pkg: name}
	for suffix, p := range map[string]printer.Printer{".s": printer.NewGoAsm(config), ".go": printer.NewStubs(config)} {
		text, err := p.Print(file)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, "wide_amd64"+suffix), text, 0o666); err != nil {
			return err
		}
	}
	return nil
}
