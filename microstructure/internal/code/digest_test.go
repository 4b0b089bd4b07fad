package code

import (
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

const mainText = `// A program.
package main

import (
	"math"
	"sort"

	"example.com/own/lib"
)

type params struct{ Share float64 }

type trades struct{ price, size []float64 }

type bySize []float64

func (s bySize) Len() int           { return len(s) }
func (s bySize) Less(i, j int) bool { return s[i] < s[j] }
func (s bySize) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }

const (
	_ = iota
	one
	two
)

const limit = 10.0

var counter int

// share is a feature.
func share(t trades, p params) float64 {
	sizes := append([]float64(nil), t.size...)
	sort.Sort(bySize(sizes))
	f := func(x float64) float64 { return x * p.Share }
	return f(helper(sizes, two)) + lib.Half(limit)
}

func helper(x []float64, n int) float64 { return deeper(x[0]) + float64(n) }

func deeper(x float64) float64 { return math.Sqrt(x) }

func other() { counter++ }

func main() {}
`

const libText = `package lib

// Half is half.
func Half(x float64) float64 { return x * part }

const part = 0.5

var Setting = 1

func Unused() int { return Setting }
`

// project writes a module with a program and a package and gives the place of
// one of its functions.
func project(t *testing.T, text, lib, name string) function {
	dir := t.TempDir()
	for file, text := range map[string]string{"go.mod": "module example.com/own\n\ngo 1.26\n", "main.go": text, "lib/lib.go": lib} {
		path := filepath.Join(dir, file)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o777), os.WriteFile(path, []byte(text), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	at := strings.Index(text, "func "+name+"(")
	if strings.Contains(name, ".") {
		at = strings.Index(text, "func(")
	}
	if at < 0 {
		t.Fatalf("no %s in the program", name)
	}
	return function{"main." + name, filepath.Join(dir, "main.go"), 1 + strings.Count(text[:at], "\n")}
}

func digestAt(at function, built time.Time) (Digest, error) {
	return newProgram(filepath.Dir(at.file), built).digest(at)
}

func soon() time.Time { return time.Now().Add(time.Minute) }

func TestEdits(t *testing.T) {
	at := project(t, mainText, libText, "share")
	before, err := digestAt(at, soon())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"main.share", "main.helper", "main.deeper", "main.bySize", "main.bySize.Less", "example.com/own/lib.Half"} {
		if !strings.Contains(strings.Join(before.Reached, "\n")+"\n", want+"\n") {
			t.Errorf("%s is not among what was reached: %q", want, before.Reached)
		}
	}
	for _, c := range []struct {
		name, old, new string
		same           bool
	}{
		{"a comment", "// share is a feature.", "// share is the largest share of all.", true},
		{"a comment in the body", "	f := func", "	// by share\n	f := func", true},
		{"white space", "	sort.Sort(bySize(sizes))", "\n\n	sort.Sort( bySize(sizes) )", true},
		{"a list in several lines", "helper(sizes, two)", "helper(\n\t\tsizes,\n\t\ttwo,\n\t)", true},
		{"another function", "counter++", "counter += 2", true},
		{"a function before it", "// share is", "func first() {}\n\n// share is", true},
		{"the order of functions", "func deeper(x float64) float64 { return math.Sqrt(x) }\n\nfunc other() { counter++ }", "func other() { counter++ }\n\nfunc deeper(x float64) float64 { return math.Sqrt(x) }", true},
		{"another import", `"math"`, `"math"; _ "strings"`, true},
		{"a constant that is another expression of its value", "const limit = 10.0", "const limit = 2 * 5.0", true},
		{"a comment in a package", "// Half is half.", "// Half is x/2.", true},
		{"another function of a package", "return Setting", "return Setting + 1", true},

		{"the body", "p.Share }", "p.Share + 1 }", false},
		{"a helper", "deeper(x[0])", "deeper(x[1])", false},
		{"a helper's helper", "math.Sqrt", "math.Cbrt", false},
		{"a constant", "limit = 10.0", "limit = 11.0", false},
		{"a constant's place", "_ = iota\n", "_ = iota\n	zero\n", false},
		{"a method that only a library calls", "s[i] < s[j]", "s[i] > s[j]", false},
		{"a type", "Share float64", "Share, Other float64", false},
		{"a function of a package", "x * part", "x * part * 1", false},
		{"a constant of a package", "part = 0.5", "part = 0.25", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			text, lib := strings.Replace(mainText, c.old, c.new, 1), strings.Replace(libText, c.old, c.new, 1)
			after, err := digestAt(project(t, text, lib, "share"), soon())
			if err != nil {
				t.Fatal(err)
			}
			if (after.Sum == before.Sum) != c.same {
				t.Errorf("the digest is the same: %v; reached %q", !c.same, after.Reached)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name, declarations, function string
		want                         string // in the error
	}{
		{"a variable of the package", "var scale = 2.0", "func f(x float64) float64 { return x * scale }", `in "func f(x float64) float64 { return x * scale }", scale is a variable of the package, which may change; pass its value in the parameters`},
		{"a helper's variable", "var scale = 2.0\nfunc g(x float64) float64 { return x * scale }", "func f(x float64) float64 { return g(x) }", `in "func g(x float64) float64 { return x * scale }", scale is a variable`},
		{"a variable of another package", "", "func f(x float64) float64 { return x * float64(lib.Setting) }", "Setting is a variable of the package"},
		{"a function that reads one", "", "func f(x float64) float64 { return x * float64(lib.Unused()) }", `in "func Unused() int { return Setting }", Setting is a variable`},
		{"a variable of the library", "", "func f(x float64) float64 { if io.EOF == nil { return 1 }; return x }", "EOF is a variable"},
		{"an interface", "type scaler interface{ scale(float64) float64 }", "func f(x float64, s scaler) float64 { return s.scale(x) }", "scale is called through the interface main.scaler"},
		{"an interface of the library", "", "func f(x float64, err error) float64 { return x + float64(len(err.Error())) }", "Error is called through the interface error"},
		{"an embedded interface", "type all struct{ sort.Interface }", "func f(x float64, a all) float64 { return x + float64(a.Len()) }", "Len is called through the interface"},
		{"a clock", "", "func f(x float64) float64 { return x + float64(time.Now().Unix()) }", "time.Now is a clock"},
		{"a clock as a value", "", "func f(x float64) float64 { now := time.Now; return x + float64(now().Unix()) }", "time.Now is a clock"},
		{"a time of the machine's zone", "", "func f(x float64) float64 { return float64(time.UnixMicro(int64(x)).Hour()) }", `time.UnixMicro gives a time in the machine's zone; take it to a zone at once, as in time.UnixMicro(us).UTC()`},
		{"a time taken to the machine's zone", "", "func f(x float64) float64 { return float64(time.UnixMicro(int64(x)).UTC().Local().Hour()) }", `time.Local gives a time in the machine's zone`},
		{"random numbers", "", "func f(x float64) float64 { return x + rand.Float64() }", "rand.Float64 is random numbers"},
		{"the environment", "", `func f(x float64) float64 { return x + float64(len(os.Getenv("X"))) }`, "os.Getenv is package os"},
		{"reflection", "", "func f(x float64) float64 { return reflect.ValueOf(x).Float() }", "reflect.ValueOf is package reflect"},
		{"assembly", "func g(x float64) float64", "func f(x float64) float64 { return g(x) }", "g is not written in Go"},
		{"a name that is not there", "", "func f(x float64) float64 { return missing(x) }", "undefined: missing"},
		{"a package that is not there", "", "func f(x float64) float64 { return x + absent.Value() }", "undefined: absent"},

		{"a time of UTC", "", "func f(x float64) float64 { t := time.UnixMicro(int64(x)).UTC(); return float64(t.Hour()) }", ""},
		{"a time of another zone", "", `func f(x float64) float64 { return float64((time.Unix(int64(x), 0)).In(time.FixedZone("", 3600)).Hour()) }`, ""},
		{"seeded numbers", "", "func f(x float64) float64 { return x + rand.New(rand.NewPCG(1, 2)).Float64() }", ""},
		{"a library's method", "", `func f(x float64) float64 { var b strings.Builder; b.WriteString("x"); return x + float64(b.Len()) }`, ""},
		{"a generic helper", "func g[T ~float64](x T) T { return 2 * x }", "func f(x float64) float64 { return g(x) }", ""},
		{"a constraint's method", "type m interface{ twice() float64 }\ntype v float64\nfunc (x v) twice() float64 { return 2*float64(x) }\nfunc g[T m](x T) float64 { return x.twice() }", "func f(x float64) float64 { return g(v(x)) }", ""},
		{"recursion", "func g(x float64) float64 { if x < 1 { return x }; return f(x / 2) }", "func f(x float64) float64 { return g(x) }", ""},
		{"types of its own", "", "func f(x float64) float64 { type pair struct{ a, b float64 }; const k = 2; p := pair{a: x, b: k}; return p.a + p.b }", ""},
		{"a type switch", "", "func f(x float64) float64 { switch y := any(x).(type) { case float64: return y; default: return 0 } }", ""},
		{"a label", "", "func f(x float64) float64 { loop: for { break loop }; return x }", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			text := "package main\n\nIMPORTS\n\n// Declarations:\n\n\n" + c.declarations + "\n" + c.function + "\n\nfunc main() {}\n"
			var imports []string
			for _, path := range []string{"io", "math/rand/v2", "os", "reflect", "sort", "strings", "time", "example.com/own/lib"} {
				name := strings.TrimSuffix(path, "/v2")
				if strings.Contains(c.declarations+c.function, name[strings.LastIndexByte(name, '/')+1:]+".") {
					imports = append(imports, `import "`+path+`"`)
				}
			}
			text = strings.Replace(text, "IMPORTS", strings.Join(imports, ";"), 1)
			d, err := digestAt(project(t, text, libText, "f"), soon())
			if c.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.want) || !errors.Is(err, ErrRefused) {
				t.Errorf("%q, %v, want %q", d.Reached, err, c.want)
			}
		})
	}
}

func TestLiterals(t *testing.T) {
	for _, c := range []struct{ main, want string }{
		{"	scale := 2.0\n	use(func(x float64) float64 { return x * scale })", "scale is a variable from outside the function"},
		{"	use(func(x float64) float64 { return x }); use(func(x float64) float64 { return 2 * x })", "several functions in this line"},
		{"	use(func(x float64) float64 { return func(y float64) float64 { return y }(x) })", "several functions in this line"},
		{"	const scale = 2.0\n	use(func(x float64) float64 { return x * scale })", ""},
		{"	use(func(x float64) float64 {\n	g := func(y float64) float64 { return y }\n	return g(x)\n	})", ""},
	} {
		text := "package main\n\nfunc use(func(float64) float64) {}\n\nfunc main() {\n" + c.main + "\n}\n"
		at := project(t, text, libText, "main")
		at.name, at.line = "main.main.func1", 1+strings.Count(text[:strings.Index(text, "	use(func(x")], "\n")
		_, err := digestAt(at, soon())
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", c.main, err, c.want)
		}
	}
}

type point struct{ x float64 }

func (p point) times(y float64) float64 { return p.x * y }

func generic[T ~float64](x T) T { return x }

func plain(x float64) float64 { return regexpFree(x) }

func regexpFree(x float64) float64 { return x / 2 }

// TestRunning digests functions of the running program.
func TestRunning(t *testing.T) {
	d, err := Of(plain)
	if err != nil || !strings.Contains(strings.Join(d.Reached, " "), "code.regexpFree") {
		t.Error(d, err)
	}
	if again, err := Of(plain); err != nil || again.Sum != d.Sum {
		t.Error("another digest", err)
	}
	for want, f := range map[string]any{
		"method of a value":              point{2}.times,
		"instance of a generic function": generic[float64],
		"there is no function":           (func())(nil),
		"variable from outside":          func() bool { return d.Sum == "" },
	} {
		if _, err := Of(f); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	at, err := locate(plain)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := digestAt(at, time.Unix(0, 0)); err == nil || !strings.Contains(err.Error(), "newer than the program; build it again") {
		t.Error(err)
	}
}

const trimmedVariable = "TICKBOOK_TEST_TRIMMED"

// TestTrimmed is a program that was built with -trimpath, of TestTrimPath.
func TestTrimmed(t *testing.T) {
	if os.Getenv(trimmedVariable) == "" {
		t.Skip("a part of TestTrimPath")
	}
	if _, err := Of(plain); !errors.Is(err, ErrRefused) || !strings.Contains(err.Error(),
		"function code.plain: its source is not recorded in the program, as after a build with -trimpath; build without -trimpath, or give it a version") {
		t.Error(err)
	}
}

func TestTrimPath(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program")
	}
	cmd := exec.Command("go", "test", "-trimpath", "-count=1", "-v", "-run=^TestTrimmed$", ".")
	cmd.Env = append(os.Environ(), trimmedVariable+"=1")
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS: TestTrimmed") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestValue(t *testing.T) {
	type nested struct {
		Share float64
		names []string
	}
	for want, v := range map[string]any{
		"nil":                         nil,
		"{}":                          struct{}{},
		"{Share:0.1 names:[\"a b\"]}": nested{0.1, []string{"a b"}},
		"map[\"a\":1 \"b\":2]":        map[string]int{"b": 2, "a": 1},
		"0.30000000000000004":         math.Nextafter(0.3, 1),
	} {
		if got, err := Value(v); got != want || err != nil {
			t.Errorf("%s, %v, want %s", got, err, want)
		}
	}
	one := 1
	for want, v := range map[string]any{
		"the value.P is a *int":           struct{ P *int }{&one},
		"the value[0] is a func()":        []func(){nil},
		`the value["a"] is a chan int`:    map[string]chan int{"a": nil},
		"the value.Any is a interface {}": struct{ Any any }{1},
	} {
		if _, err := Value(v); err == nil || !regexp.MustCompile("^"+regexp.QuoteMeta(want)+", which is not data").MatchString(err.Error()) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
