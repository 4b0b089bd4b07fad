package code

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"go/ast"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
)

// A Digest identifies what a function does.
type Digest struct {
	Sum     string   // SHA-256, in hexadecimal
	Reached []string // what it covers, sorted: main.share, constant main.limit, module example.com/lib@v1.2.3
}

// programs caches what was read of the running program: it does not change.
var programs struct {
	sync.Mutex
	digests map[string]Digest   // by the function's name at run time
	read    map[string]*program // by folder
}

// Of digests a function, which must be a declared function or a function
// literal. The error is a *Refusal if the source does not determine what the
// function does.
func Of(f any) (Digest, error) {
	at, err := locate(f)
	if err != nil {
		return Digest{}, err
	}
	programs.Lock()
	defer programs.Unlock()
	if d, ok := programs.digests[at.name]; ok {
		return d, nil
	}
	if programs.read == nil {
		programs.digests, programs.read = map[string]Digest{}, map[string]*program{}
	}
	dir := filepath.Dir(at.file)
	p := programs.read[dir]
	if p == nil {
		executable, err := os.Executable()
		if err != nil {
			return Digest{}, err
		}
		info, err := os.Stat(executable)
		if err != nil {
			return Digest{}, err
		}
		p = newProgram(dir, info.ModTime())
		programs.read[dir] = p
	}
	d, err := p.digest(at)
	if err == nil {
		programs.digests[at.name] = d
	}
	return d, err
}

func (p *program) digest(at function) (Digest, error) {
	s, node, err := p.own(at)
	if r, ok := errors.AsType[*Refusal](err); ok {
		return Digest{}, r
	}
	if err != nil {
		return Digest{}, &Refusal{Function: at.short(), Problem: "its package cannot be read: " + err.Error(), Remedy: VersionIt}
	}
	w := &walker{program: p, function: at.short(), reached: map[string]string{}, zoned: map[*ast.Ident]bool{}}
	if err := w.walk(s, at.name, node); err != nil {
		return Digest{}, err
	}
	return w.digest(), nil
}

func (w *walker) digest() Digest {
	var d Digest
	h := sha256.New()
	for name := range w.reached {
		d.Reached = append(d.Reached, name)
	}
	slices.Sort(d.Reached)
	for _, name := range d.Reached {
		fmt.Fprintf(h, "%q %s\n", name, w.reached[name])
	}
	d.Sum = hex.EncodeToString(h.Sum(nil))
	return d
}

// Platform names the compiler and the target processor: results may differ
// between them in their last bits.
func Platform() string {
	text := runtime.Version() + " " + runtime.GOARCH
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key != "GOARCH" && strings.HasPrefix(s.Key, "GO"+strings.ToUpper(runtime.GOARCH)) {
				text += " " + s.Value
			}
		}
	}
	return text
}
