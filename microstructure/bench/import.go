package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// importSource is the source of the archives.
const importSource = "binance_futures"

// An importTask is a set of archives that tickbook and its peers convert in
// turns.
type importTask struct {
	name     string
	archives []string
	engines  []string // of peers/convert.py, and arrowGo
	format   string   // of files of one's own; empty for archives
}

func (b *bench) importTasks() ([]importTask, error) {
	dir, err := b.archives()
	if err != nil {
		return nil, err
	}
	var found [2][]string
	for i, kind := range []string{"csv", "zip"} {
		found[i], err = filepath.Glob(filepath.Join(dir, kind, symbol+"-*."+kind))
		if err != nil || len(found[i]) == 0 {
			return nil, fmt.Errorf("no archives in %s: remove it, and they are made again", dir)
		}
	}
	csv, zip := found[0], found[1]
	dense, err := b.data("dense")
	if err != nil {
		return nil, err
	}
	parquet, err := filepath.Glob(filepath.Join(dense, symbol, "trades", importSource, "*.parquet"))
	if err != nil || len(parquet) == 0 {
		return nil, fmt.Errorf("no files in %s: remove it, and they are made again", dense)
	}
	all := []string{"duckdb", "duckdb-2c", "polars", arrowGo}
	return []importTask{
		{fmt.Sprintf("CSV, %d days", len(csv)), csv, all, ""},
		{fmt.Sprintf("zip, %d days", len(zip)), zip, all, ""},
		{"zip, 1 day", zip[:1], all[:1], ""},
		{fmt.Sprintf("own CSV, %d files", len(csv)), csv, all, "csv"},
		{fmt.Sprintf("own parquet, %d files", len(parquet)), parquet, all, "parquet"},
	}, nil
}

// An importTurn is one program's conversion of archives to day-files, in its
// own process.
type importTurn struct {
	rows, bytes int64
	seconds     float64
	usage
}

// rate is in million trades/s.
func (t importTurn) rate() float64 { return float64(t.rows) / t.seconds / 1e6 }

// cpuPerTrade is in µs.
func (t importTurn) cpuPerTrade() float64 { return 1e6 * t.cpuSeconds / float64(t.rows) }

func values(turns []importTurn, of func(importTurn) float64) []float64 {
	out := make([]float64, len(turns))
	for i, t := range turns {
		out[i] = of(t)
	}
	return out
}

// arrowGo is the engine in peers/arrowgo, a module of its own.
const arrowGo = "arrow-go"

// imports compares tickbook's import with the peers'.
func (b *bench) imports() error {
	tasks, err := b.importTasks()
	if err != nil {
		return err
	}
	if b.arrowGo, err = filepath.Abs(filepath.Join(b.dir, arrowGo)); err != nil {
		return err
	}
	if _, err := b.output("go", "build", "-C", filepath.Join(peersDir, "arrowgo"), "-o", b.arrowGo, "."); err != nil {
		return err
	}
	for _, task := range tasks {
		if b.check {
			if err := b.sameImports(task); err != nil {
				return err
			}
		}
		if err := b.compareImports(task); err != nil {
			return err
		}
	}
	b.addImportTargets(tasks)
	return os.RemoveAll(b.importDir())
}

// importPrograms are tickbook, the build to compare it with if there is one,
// and the engines. An earlier build may not know files of one's own.
func (b *bench) importPrograms(task importTask) []string {
	programs := []string{"tickbook"}
	if b.before != "" && task.format == "" {
		programs = append(programs, "before")
	}
	return append(programs, task.engines...)
}

// turnOrder puts tickbook, the first of the programs, into their middle.
func turnOrder(programs []string) []string {
	order := slices.Clone(programs)
	order[0], order[len(order)/2] = order[len(order)/2], order[0]
	return order
}

// compareImports adds the rates of every program. Each has one turn per round,
// and the order is reversed from round to round.
func (b *bench) compareImports(task importTask) error {
	programs := b.importPrograms(task)
	order := turnOrder(programs)
	turns := map[string][]importTurn{}
	for round := range b.rounds {
		b.say("import of %s: round %d of %d, load %s", task.name, round+1, b.rounds, loadAverage())
		for _, program := range order {
			t, err := b.importTurn(program, task)
			if err != nil {
				return err
			}
			if first := turns[order[0]]; first != nil && first[0].rows != t.rows {
				return fmt.Errorf("%s: %s wrote %d trades, %s %d", task.name, order[0], first[0].rows, program, t.rows)
			}
			turns[program] = append(turns[program], t)
		}
		slices.Reverse(order)
	}
	for _, program := range programs {
		b.results.Imports = append(b.results.Imports, newImportRate(task.name, program, turns[program], turns["tickbook"]))
	}
	return nil
}

// newImportRate is the rate of one program, relative to tickbook's turns of the
// same rounds.
func newImportRate(archives, program string, turns, tickbook []importTurn) importRate {
	rates := values(turns, importTurn.rate)
	r := importRate{
		Archives: archives, Program: program, Trades: turns[0].rows, Rate: spreadOf(rates),
		CPU:           spreadOf(values(turns, importTurn.cpuPerTrade)),
		PeakMB:        spreadOf(values(turns, func(t importTurn) float64 { return t.peakMB })),
		BytesPerTrade: float64(turns[0].bytes) / float64(turns[0].rows),
	}
	if program != "tickbook" {
		ratio := paired(values(tickbook, importTurn.rate), rates)
		r.Ratio = &ratio
	}
	return r
}

func (b *bench) addImportTargets(tasks []importTask) {
	csv, zip, day, ownCSV, ownParquet := tasks[0].name, tasks[1].name, tasks[2].name, tasks[3].name, tasks[4].name
	const rate = "M trades/s"
	for _, i := range b.results.Imports {
		what := "import, " + i.Archives
		switch {
		case i.Program == "duckdb" && i.Archives == csv:
			b.results.add(target{What: what + ": times duckdb", Measured: *i.Ratio, Unit: "×", Required: 2, Aim: 3})
		case i.Program == "duckdb" && i.Archives == ownCSV:
			b.results.add(target{What: what + ": times duckdb", Measured: *i.Ratio, Unit: "×", Required: 1, Aim: 2})
		case i.Program == "tickbook" && i.Archives == ownParquet:
			b.results.add(target{What: what, Measured: i.Rate, Unit: rate, Required: 20, Aim: 25})
		case i.Program == "tickbook" && i.Archives == zip:
			b.results.add(target{What: what, Measured: i.Rate, Unit: rate, Required: 5, Aim: 8})
			b.results.add(target{What: "peak memory, " + what, Measured: i.PeakMB, Unit: "MB", Required: 200, Aim: 100, AtMost: true})
		case i.Program == "tickbook" && i.Archives == day:
			b.results.add(target{What: what, Measured: i.Rate, Unit: rate, Required: 3, Aim: 5})
		}
	}
}

func (b *bench) importDir() string { return filepath.Join(b.dir, "import") }

// importTurn has a program convert archives into its own empty data directory,
// which stays until its next turn.
func (b *bench) importTurn(program string, task importTask) (importTurn, error) {
	out := filepath.Join(b.importDir(), program)
	if err := os.RemoveAll(out); err != nil {
		return importTurn{}, err
	}
	if err := os.MkdirAll(b.importDir(), 0o755); err != nil {
		return importTurn{}, err
	}
	var t importTurn
	var err error
	switch program {
	case "tickbook":
		t, err = b.tickbookImport(b.tickbook, task, out)
	case "before":
		t, err = b.tickbookImport(b.before, task, out)
	default:
		t, err = b.peerImport(program, task.archives, out)
	}
	if err != nil {
		return t, err
	}
	t.rows, t.bytes, err = sizeOf(out)
	return t, err
}

// tickbookImport times a whole process, its start included.
func (b *bench) tickbookImport(tickbook string, task importTask, out string) (t importTurn, err error) {
	args := []string{"import", "--source", importSource, "--symbol", symbol, "--out", out}
	if task.format != "" {
		args = append(args, "--format", task.format)
	}
	start := time.Now()
	_, t.usage, err = b.execute(tickbook, append(args, task.archives...)...)
	t.seconds = time.Since(start).Seconds()
	return t, err
}

// peerImport takes the time that the peer printed.
func (b *bench) peerImport(engine string, archives []string, out string) (importTurn, error) {
	var printed []byte
	var used usage
	var err error
	if engine == arrowGo {
		printed, used, err = b.execute(b.arrowGo, append([]string{out}, archives...)...)
	} else {
		printed, used, err = b.executePeer("convert.py", append([]string{engine, out}, archives...)...)
	}
	t, err := parseTurn(printed, err)
	if err != nil {
		return importTurn{}, err
	}
	return importTurn{seconds: t.Seconds[0], usage: used}, nil
}

// sameImports has every program convert the archives and compares the daily
// totals.
func (b *bench) sameImports(task importTask) error {
	programs := b.importPrograms(task)
	b.say("comparing imports of %s by %s", task.name, strings.Join(programs, ", "))
	var want []dayTotals
	for i, program := range programs {
		if _, err := b.importTurn(program, task); err != nil {
			return err
		}
		out, err := b.helper("totals", filepath.Join(b.importDir(), program))
		if err != nil {
			return err
		}
		var have []dayTotals
		if err := json.Unmarshal(out, &have); err != nil {
			return fmt.Errorf("output %q: %w", out, err)
		}
		if i == 0 {
			want = have
		} else if err := sameTotals(have, want); err != nil {
			return fmt.Errorf("import of %s by %s and by %s: %w", task.name, program, programs[0], err)
		}
	}
	return nil
}
