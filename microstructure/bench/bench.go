package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/atomicfile"
	"github.com/tickbook/tickbook/microstructure/internal/memory"
)

// workers is how many cores every program may use.
const workers = 2

var peersDir = filepath.Join("microstructure", "bench", "peers")

// A bench is one run of the benchmark.
type bench struct {
	ctx             context.Context
	dir             string
	python, jupyter string
	tickbook        string
	before          string // another tickbook to compare imports with, or ""
	arrowGo         string // the program of peers/arrowgo, once it is built
	rounds, repeat  int
	quick, check    bool
	godebug         string // of tickbook: processor features that it does without

	results results
}

// A part measures one thing; if it fails, the others go on.
type part struct {
	name string
	run  func(*bench) error
	big  bool // it runs only where it is named
}

func parts() []part {
	return []part{
		{"features", (*bench).features, false},
		{"kernel", (*bench).kernel, false},
		{"import", (*bench).imports, false},
		{"memory", (*bench).memory, false},
		{"growth", (*bench).growth, false},
		{"cache", (*bench).cache, false},
		{"audit", (*bench).audit, false},
		{"research", (*bench).research, false},
		{"study", (*bench).study, false},
		{"intervals", (*bench).intervals, false},
		{"own", (*bench).own, false},
		{"notebook", (*bench).notebook, false},
		{"report", (*bench).report, false},
		{"spans", (*bench).spans, true},
	}
}

// partNames lists the parts, with those that run only where they are named if
// so wished.
func partNames(big bool) []string {
	var names []string
	for _, p := range parts() {
		if big || !p.big {
			names = append(names, p.name)
		}
	}
	return names
}

// run measures the parts named in only, all but the big ones if it is empty,
// and writes results.json and results.md.
func (b *bench) run(only string) error {
	wanted := partNames(false)
	if only != "" {
		wanted = strings.Split(only, ",")
		for _, name := range wanted {
			if !slices.Contains(partNames(true), name) {
				return fmt.Errorf("-only %q: the parts are %s", name, strings.Join(partNames(true), ", "))
			}
		}
	}
	if err := os.MkdirAll(b.dir, 0o755); err != nil {
		return err
	}
	if b.tickbook == "" {
		b.tickbook = filepath.Join(b.dir, "tickbook")
		b.say("building tickbook")
		if _, err := b.output("go", "build", "-o", b.tickbook, "./microstructure/cmd/tickbook"); err != nil {
			return err
		}
	}
	b.results = results{Machine: b.machine(), Rounds: b.rounds, Quick: b.quick}
	for _, p := range parts() {
		if !slices.Contains(wanted, p.name) {
			continue
		}
		err := p.run(b)
		if b.ctx.Err() != nil {
			return context.Cause(b.ctx)
		}
		if err != nil {
			b.results.Failures = append(b.results.Failures, p.name+": "+err.Error())
			b.say("%s: %v", p.name, err)
		}
	}
	return b.write()
}

// write leaves the results in the directory and shows them.
func (b *bench) write() error {
	text := b.results.markdown()
	fmt.Print(text)
	encoded, err := json.MarshalIndent(b.results, "", "\t")
	if err != nil {
		return err
	}
	name := "results"
	if b.quick {
		name = "results-quick"
	}
	contents := map[string]string{".json": string(encoded) + "\n", ".md": text}
	if len(b.results.Speeds) > 0 {
		svg, err := b.results.picture()
		if err != nil {
			return err
		}
		contents[".svg"] = string(svg)
	}
	if len(b.results.Spans) > 0 {
		svg, err := b.results.spanPicture()
		if err != nil {
			return err
		}
		contents["-spans.svg"] = string(svg)
	}
	for extension, content := range contents {
		if err := atomicfile.Write(filepath.Join(b.dir, name+extension), []byte(content)); err != nil {
			return err
		}
	}
	if n := len(b.results.Failures); n > 0 {
		return fmt.Errorf("%d of the parts failed, see above", n)
	}
	return nil
}

// say reports progress.
func (b *bench) say(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
}

// environment gives every program the same number of cores, and keeps Python's
// caches inside the directory.
func (b *bench) environment() []string {
	cache, _ := filepath.Abs(filepath.Join(b.dir, "numba"))
	n := fmt.Sprint(workers)
	return append(os.Environ(), "GOMAXPROCS="+n, "POLARS_MAX_THREADS="+n, "NUMBA_NUM_THREADS="+n, "OMP_NUM_THREADS="+n,
		"NUMBA_CACHE_DIR="+cache, "PYTHONDONTWRITEBYTECODE=1", "GODEBUG="+b.godebug)
}

// output runs a command to its end. Its standard error is shown if it fails.
func (b *bench) output(name string, args ...string) ([]byte, error) {
	out, _, err := b.execute(name, args...)
	return out, err
}

// usage is the resource usage of a whole process, its start included.
type usage struct {
	cpuSeconds float64 // of all cores, the system's share included
	peakMB     float64 // largest resident memory, in 10⁶ bytes
}

// execute is output with the resource usage of the process. On Linux a
// process's largest memory is never below what this one had when it started it,
// so whatever takes memory runs in helpers.
func (b *bench) execute(name string, args ...string) (out []byte, u usage, err error) {
	return b.executeWith(nil, name, args...)
}

// executeWith is execute with further variables of the environment.
func (b *bench) executeWith(variables []string, name string, args ...string) (out []byte, u usage, err error) {
	cmd := exec.CommandContext(b.ctx, name, args...)
	cmd.Env = append(b.environment(), variables...)
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err = cmd.Output()
	if err != nil {
		return nil, u, fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, tail(string(out)+complaint.String(), 2000))
	}
	u.cpuSeconds = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	u.peakMB = memory.PeakMBOf(cmd.ProcessState)
	return out, u, nil
}

// helper runs this program's helper of the given name.
func (b *bench) helper(args ...string) ([]byte, error) {
	out, _, err := b.executeHelper(args...)
	return out, err
}

func (b *bench) executeHelper(args ...string) ([]byte, usage, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, usage{}, err
	}
	return b.execute(self, args...)
}

// peer runs a program of peers/.
func (b *bench) peer(script string, args ...string) ([]byte, error) {
	out, _, err := b.executePeer(script, args...)
	return out, err
}

func (b *bench) executePeer(script string, args ...string) ([]byte, usage, error) {
	return b.execute(b.python, append([]string{filepath.Join(peersDir, script)}, args...)...)
}

func tail(s string, n int) string { return s[max(0, len(s)-n):] }
