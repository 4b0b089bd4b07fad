package notebooks_test

import (
	"os"
	"strings"
	"testing"
)

// A small notebook with one output of every kind.
func toyNotebook(t *testing.T) string {
	return writeNotebook(t, "toy",
		"# A *toy*: study\n\n## 1. Parameters",
		"import (\n\t\"errors\"\n\t\"fmt\"\n\t\"os\"\n\n\tnb \"github.com/tickbook/tickbook/microstructure/notebook\"\n\t\"github.com/tickbook/tickbook/microstructure/table\"\n)",
		`type toy struct{ svg string }

func (t toy) SVG() ([]byte, error) { return []byte(t.svg), nil }

func (t toy) PNG() ([]byte, error) { return nil, errors.New("not asked for") }`,
		"%%\nfmt.Printf(\"symbol %s\\n\", os.Getenv(\"TICKBOOK_SYMBOL\"))",
		"## 2. Outputs",
		`%%
bar := nb.NewProgress("fill", "days")
bar.Update(1, 2)
bar.Done()
nb.Printf("before the table\n")
spreads := table.New("Spreads", "Horizon", "bps")
spreads.Add("15m", "−1.5")
spreads.Note = "gross"
nb.Show(spreads)
nb.Show(toy{`+"`<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"300\" height=\"100\" viewBox=\"0 0 300 100\"><title>Bars</title><rect x=\"10\" y=\"10\" width=\"80\" height=\"80\"/></svg>`"+`})
nb.Markdown("**after** the figure")
fmt.Fprintln(os.Stderr, "a warning")`,
		"## 3. A style of its own",
		"%%\nnb.Show(toy{`<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"300\" height=\"100\"><style>rect{fill:#0072b2}</style><rect width=\"80\" height=\"80\"/></svg>`})",
	)
}

func TestExecuteToy(t *testing.T) {
	r := execute(t, toyNotebook(t), "TICKBOOK_SYMBOL=TOYUSDT")
	if len(r.Figures) != 2 {
		t.Errorf("%d figures, want 2", len(r.Figures))
	}
	if r.Stderr != "a warning\n" {
		t.Errorf("standard error %q, want the warning alone", r.Stderr)
	}
	page, err := os.ReadFile(r.Report)
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(string(page), "<main>")
	for _, want := range []string{
		"symbol TOYUSDT", "before the table", "<caption>Spreads</caption>", `text-align:right">−1.5</td>`, "gross",
		"<title>Bars</title>", "<strong>after</strong>", "a warning", `src="data:image/svg+xml;base64,`, "<footer>",
	} {
		_, rest, found := strings.Cut(body, want)
		if !found {
			t.Fatalf("the report lacks %q, or has it out of order", want)
		}
		body = rest
	}
	for _, want := range []string{"<title>A toy: study</title>", `<a href="#2.-Outputs">2. Outputs</a>`} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	for _, unwanted := range []string{"<progress", "fill: 2 days", "https:"} {
		if strings.Contains(string(page), unwanted) {
			t.Errorf("the report holds %q", unwanted)
		}
	}
}

func TestBrokenNotebookFails(t *testing.T) {
	for _, test := range []struct{ name, cell, message string }{
		{"panic", "%%\npanic(\"boom\")", "panic: boom"},
		{"exit status", "%%\nos.Exit(3)", "exit status 3"},
		{"compile error", "%%\nfmt.Println(undefinedName)", "undefined: undefinedName"},
		{"syntax error", "%%\nthis is not Go", "expected"},
		{"shell line", "!false", "exit status 1"},
		{"unknown command", "%nosuchcommand", "unknown"},
		{"killed", "%%\nsyscall.Kill(os.Getpid(), syscall.SIGKILL)", "signal: killed"},
		{"missing module", "import \"example.org/none\"\n\n%%\nnone.F()", "example.org/none"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			const never = "%%\nfmt.Println(\"not \" + \"reached\")"
			r, err := tryExecute(t, writeNotebook(t, "broken", "%noautoget", "%%\nfmt.Println(1)", test.cell, never))
			if err == nil {
				t.Fatalf("no failure\n%s", r.Log)
			}
			lastLine := test.cell[strings.LastIndex(test.cell, "\n")+1:]
			for _, want := range []string{"broken.ipynb: cell 3 of 4 failed", lastLine, test.message} {
				if !strings.Contains(r.Log, want) {
					t.Errorf("the log lacks %q:\n%s", want, r.Log)
				}
			}
			if strings.Contains(r.Text, "not reached") {
				t.Error("the cell after the broken one was executed")
			}
			if _, err := os.Stat(r.Report); err == nil {
				t.Error("a report was written")
			}
		})
	}
}

func TestMustFailsCell(t *testing.T) {
	r, err := tryExecute(t, writeNotebook(t, "must",
		"import nb \"github.com/tickbook/tickbook/microstructure/notebook\"",
		"%%\nnb.Check(errors.New(\"no such symbol: XYZ\"))"))
	if err == nil || !strings.Contains(r.Log, "error: no such symbol: XYZ\nexit status 1") {
		t.Errorf("error %v, log:\n%s", err, r.Log)
	}
}
