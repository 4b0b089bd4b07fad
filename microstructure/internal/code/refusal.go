package code

import (
	"errors"
	"fmt"
	"go/types"
	"strings"
)

// ErrRefused is the kind of every Refusal.
var ErrRefused = errors.New("a function's source does not say what it does")

// VersionIt is the remedy where the source does not suffice.
const VersionIt = "give it a version that you change when it does"

// A Refusal says why a function has no digest.
type Refusal struct {
	Function string // the function asked for
	Where    string // the line of the problem, if it has one
	Problem  string
	Remedy   string
}

func (r *Refusal) Error() string {
	var b strings.Builder
	if r.Function != "" {
		fmt.Fprintf(&b, "function %s: ", r.Function)
	}
	if r.Where != "" {
		fmt.Fprintf(&b, "in %q, ", r.Where)
	}
	fmt.Fprintf(&b, "%s; %s", r.Problem, r.Remedy)
	return b.String()
}

func (r *Refusal) Unwrap() error { return ErrRefused }

// ofMachineZone reports whether a function gives a time whose hour and date
// depend on the zone that the machine is set to.
func ofMachineZone(f *types.Func) bool {
	switch {
	case f.Pkg().Path() != "time":
		return false
	case f.Signature().Recv() != nil:
		return f.Name() == "Local"
	}
	return f.Name() == "Unix" || f.Name() == "UnixMilli" || f.Name() == "UnixMicro"
}

// unsteady returns why a function of the standard library depends on more than
// its arguments; empty if it does not.
func unsteady(path, name string, method bool) string {
	seeded := name == "New" || strings.HasPrefix(name, "NewPCG") || strings.HasPrefix(name, "NewChaCha8") || name == "NewZipf" || name == "NewSource"
	switch {
	case method: // of a value, which came from a function that is checked
		return ""
	case path == "time" && (name == "Now" || name == "Since" || name == "Until" || name == "After" || name == "AfterFunc" || name == "Tick" || name == "NewTimer" || name == "NewTicker"):
		return "a clock"
	case strings.HasPrefix(path, "math/rand") && !seeded, strings.HasPrefix(path, "crypto/rand"), path == "hash/maphash":
		return "random numbers"
	}
	for _, p := range []string{"os", "net", "syscall", "plugin", "runtime", "unsafe", "reflect", "testing", "io/ioutil", "database"} {
		if path == p || strings.HasPrefix(path, p+"/") {
			return "package " + path
		}
	}
	return ""
}
