// Command bench measures tickbook against what an expert would write in
// Python, on the same files and in turns, and against the project's own
// targets. It runs from the root of the checkout; see README.md beside it. It
// imports what it measures, and figure for a picture of the results. Start at
// main.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// helpers are commands of their own. Most run in separate processes, so that
// their memory does not count for any program.
var helpers = map[string]func(ctx context.Context, args []string) error{
	"rewrite":  rewrite,
	"bars":     writeBars,
	"totals":   writeTotals,
	"research": research,
	"own":      own,
	"ownloop":  ownLoop,
	"audit":    auditTrades,
	"study":    studyMarket,
	"merge":    merge,
	"tables":   tables,
}

func run(ctx context.Context, args []string) error {
	if len(args) > 0 {
		if helper, ok := helpers[args[0]]; ok {
			return helper(ctx, args[1:])
		}
	}
	b := &bench{ctx: ctx}
	only := ""
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.StringVar(&b.dir, "dir", filepath.Join("build", "bench"), "directory for data and results")
	f.StringVar(&b.python, "python", filepath.Join(".tools", "bench-venv", "bin", "python"), "Python with what peers/requirements.txt lists")
	f.StringVar(&b.jupyter, "jupyter", filepath.Join(".tools", "venv", "bin", "python"), "Python that runs the notebooks")
	f.StringVar(&b.tickbook, "tickbook", "", "program to measure (default: built from the checkout)")
	f.StringVar(&b.before, "before", "", "another tickbook, such as an earlier commit's, that takes turns with the program in the part import")
	f.IntVar(&b.rounds, "rounds", 5, "times that every program has its turn")
	f.IntVar(&b.repeat, "repeat", 9, "passes in a turn; the first one is reported apart")
	f.BoolVar(&b.quick, "quick", false, "a tenth of the data and the fast peers only: shows that all of it works, not how fast")
	f.BoolVar(&b.check, "check", true, "compare all programs' bars first")
	f.StringVar(&only, "only", "", "parts to run, separated by commas: "+strings.Join(partNames(true), ", ")+" (default: all but spans, which has 1.1 billion trades made and takes 15 GB in the meantime)")
	if err := f.Parse(args); err != nil {
		return err
	}
	if b.rounds < 1 || b.repeat < 2 {
		return fmt.Errorf("-rounds %d -repeat %d: give at least 1 round and 2 passes", b.rounds, b.repeat)
	}
	if _, err := os.Stat(peersDir); err != nil {
		return fmt.Errorf("run it from the root of the checkout: %w", err)
	}
	return b.run(only)
}
