package notebooks_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/result"
)

// hostile are texts that would be more than text in HTML, in Markdown, or on a
// terminal. A script that ran would change the page's title.
var hostile = []string{
	`<script>document.title='ran'</script>`,
	`</script><script>document.title='ran'</script>`,
	`<img src=x onerror=document.title='ran'>`,
	`<svg onload=document.title='ran'>`,
	`"><input autofocus onfocus="document.title='ran'">`,
	`' onmouseover='alert(1)' x='`,
	`<iframe src=https://example.org/></iframe>`,
	`<style>*{display:none}</style>`,
	`<!-- contents -->`,
	`[click](javascript:alert(1))`,
	`![x](https://example.org/x.png)`,
	`[a]: https://example.org`,
	`<https://example.org/a>`,
	`https://example.org/a_b_c www.example.org a@example.org`,
	`**bold** _emphasis_ ~~gone~~ ==marked==`,
	"`code` ``more``",
	"```mermaid\n<script>document.title='ran'</script>\n```",
	`a | b | c || --- | --- |`,
	`# heading`,
	`- item`,
	`1. item`,
	`> quote`,
	`    code`,
	`---`,
	`[ ] task`,
	`&lt;b&gt; &#60;script&#62; &amp;`,
	`\ \\ \* \< \[x\] \(y\) \\[z\\] C:\new\table`,
	`$x$ $$y$$ \begin{a}b\end{a}`,
	`{{ 7 * 7 }} {% raw %} %s %d %!`,
	"nul \x00 bell \x07 escape \x1b[31mred\x1b[0m delete \x7f",
	"turned \u202egnp.exe and hidden \u200b\ufeff",
	"two\nlines\r\nand\ta tab",
	"not UTF-8: \xff\xc0\xaf",
	`data-tickbook-progress`,
}

var controls = strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\a`, `\u0007`, `\x00`, `\u0000`, `\x1b`, `\u001b`, `\x7f`, `\u007f`)

// shown is how a reader sees a text: control characters in words, spaces
// collapsed.
func shown(text string) string {
	quoted := strconv.QuoteToASCII(text)
	return collapsed(controls.Replace(quoted[1 : len(quoted)-1]))
}

func collapsed(text string) string { return strings.Join(strings.Fields(text), " ") }

// TestHostileTextIsShownAsItIs has a notebook show every hostile text in every
// way there is, and opens the report.
func TestHostileTextIsShownAsItIs(t *testing.T) {
	requireTools(t)
	var source strings.Builder
	source.WriteString("var texts = []string{\n")
	for _, text := range hostile {
		fmt.Fprintf(&source, "\t%+q,\n", text)
	}
	source.WriteString("}")
	r := execute(t, writeNotebook(t, "hostile", "# Hostile texts\n\n## 1. Shown",
		"import (\n\t\"errors\"\n\t\"time\"\n\n\tnb \"github.com/tickbook/tickbook/microstructure/notebook\"\n\t\"github.com/tickbook/tickbook/microstructure/figure\"\n\t\"github.com/tickbook/tickbook/microstructure/table\"\n)",
		source.String(),
		`%%
for _, text := range texts {
	t := table.New(text, text, "x")
	t.Add(text, text)
	t.Note = text
	nb.Show(t)
	nb.Markdown("%s", text)
	nb.Markdown("**%s** and *%v*, then %q: %s.", text, errors.New(text), text, text)
	nb.Markdown("### %s", text)
	nb.Markdown("> %s", text)
	nb.Markdown("1. %s\n2. %[1]s", text)
	nb.Printf("%s\n", text)
	bar := nb.NewProgress(text, text)
	bar.Update(1, 2)
	bar.Done()
}
nb.List(texts)`,
		`%%
day := time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
for _, text := range texts {
	nb.Show(nb.Must(figure.CoverageCalendar(figure.Coverage{Symbol: text, Sources: []string{text}, DayUS: []int64{day}, Share: [][]float64{{1}}})))
}`,
		"## 2. Tags are text in prose, too: "+hostile[0]+"\n\n"+hostile[2]+" and **"+hostile[3]+"**\n\n"+hostile[7]+"\n\n"+hostile[16]+
			"\n\n"+hostile[9]+"\n\n5 &lt; 6 &amp; so on\n\n<div onclick=alert(1)>\n\nblock\n\n</div>",
	))
	v := checkPage(t, r.Report, len(hostile))
	wantShown(t, v, "prose, too: "+hostile[0], hostile[2]+" and "+hostile[3], hostile[7], "5 < 6 & so on", "<div onclick=alert(1)>")
	if v.Title != "Hostile texts" {
		t.Errorf("the title is %q", v.Title)
	}
	page := collapsed(v.Text)
	for _, text := range hostile {
		// Caption, two headings and cells, note, seven times in Markdown, in
		// the list, and as plain text; the progress is left out.
		const times = 5 + 1 + 3 + 1 + 1 + 2 + 1 + 1
		if n := strings.Count(page, shown(text)); n < times {
			t.Errorf("%q is shown %d times, want at least %d", shown(text), n, times)
		}
	}
	if strings.ContainsAny(v.Text, "\x00\x07\x1b\x7f\u202e\u200b\ufeff") {
		t.Error("the page has control characters")
	}
}

// hostileData is a simulated market whose files and folder say hostile things.
func hostileData(t *testing.T, symbol string, days int) *dataset.Dataset {
	t.Helper()
	dir := filepath.Join(t.TempDir(), `a <img src=x onerror=document.title='ran'>`, "b **bold** `code` | $x$ [y](javascript:alert(1))", "c \x1b[31m\u202e \"'&lt;")
	if err := os.MkdirAll(filepath.Dir(dir), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(sampleData(t, symbol, days, 0), dir); err != nil {
		t.Fatal(err)
	}
	return &dataset.Dataset{Dir: dir, Symbol: symbol}
}

// hostileProvenance has a hostile text in each of its strings.
func hostileProvenance(day string, rows int64) ms.Provenance {
	return ms.Provenance{Source: hostile[0], Symbol: hostile[1], Instrument: hostile[2], Day: day, Kind: ms.KindTrades,
		ContractSize: 1, ContractUnit: ms.UnitBase, Scale: 1, RowsIn: rows, Rows: rows, Coverage: 1,
		Archives: []ms.ArchiveUse{{Name: hostile[4], SHA256: hostile[9], Content: hostile[5], Rows: rows}}, UnknownColumns: hostile,
		Version: hostile[3], Synthetic: hostile[6]}
}

// rewrite gives a day's file other metadata.
func rewrite(t *testing.T, data *dataset.Dataset, source, date string) {
	t.Helper()
	path := data.TradesPath(source, date)
	in, err := dataset.OpenTrades(path)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	var all ms.Trades
	for {
		trades, err := in.Next()
		if err != nil {
			break
		}
		all.Append(trades)
	}
	w, err := dataset.CreateTrades(path, hostileProvenance(date, int64(all.Len())))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Append(all); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func wantShown(t *testing.T, v visit, texts ...string) {
	t.Helper()
	page := collapsed(v.Text)
	for _, text := range texts {
		if !strings.Contains(page, shown(text)) {
			t.Errorf("the report does not show %q", shown(text))
		}
	}
}

// A column named like markup is in the error of a file, and that in the
// findings of the audit.
func TestHostileMarketData(t *testing.T) {
	requireTools(t)
	data := hostileData(t, "TESTUSDT", 4)
	rewrite(t, data, "binance_futures", "2025-11-02")
	columns := parquet.Group{"price": parquet.Leaf(parquet.DoubleType)}
	for _, name := range hostile[:8] {
		columns[name] = parquet.Leaf(parquet.DoubleType)
	}
	f, err := os.Create(data.TradesPath("okx_futures", "2025-11-03"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := parquet.NewWriter(f, parquet.NewSchema("trades", columns)).Close(); err != nil {
		t.Fatal(err)
	}
	r := execute(t, marketData, "TICKBOOK_SYMBOL=TESTUSDT", "TICKBOOK_DATA="+data.Dir, "TICKBOOK_SOURCES=")
	v := checkPage(t, r.Report, 4)
	path := strings.TrimPrefix(data.TradesPath("okx_futures", "2025-11-03"), filepath.Dir(data.Dir))
	wantShown(t, v, append(hostile[:8:8], path)...)
}

func TestHostileBacktest(t *testing.T) {
	requireTools(t)
	data := hostileData(t, "FEWUSDT", 3)
	rewrite(t, data, "binance_futures", "2025-11-02")
	looks := filepath.Join(t.TempDir(), result.LooksFile)
	for _, text := range hostile[:8] {
		_, err := result.FinishLook(looks, evidence.Look{Time: time.Now(), Symbol: text, FromDate: "2025-11-01", ToDate: "2025-11-03", Configurations: 1, Kind: text, Family: text, Bars: text,
			Parameters: text, Verdict: evidence.Label(text)})
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, figures := range map[string]int{backtest: 2, robustness: 0} {
		r := execute(t, name, "TICKBOOK_SYMBOL=FEWUSDT", "TICKBOOK_DATA="+data.Dir, "TICKBOOK_SOURCES=", "TICKBOOK_LOOKS="+looks, "TICKBOOK_NULL=2")
		v := checkPage(t, r.Report, figures)
		wantShown(t, v, "/"+filepath.Base(data.Dir))
		if html := readFile(t, r.Report); strings.Contains(html, filepath.Base(filepath.Dir(filepath.Dir(data.Dir)))) {
			t.Error("the report shows where the data are")
		}
		if name == robustness {
			wantShown(t, v, hostile[:8]...)
		}
	}
}

// Names that are markup are refused, and so are other parameters; the error
// shows them as they are.
func TestHostileParameters(t *testing.T) {
	requireTools(t)
	data := sampleData(t, "TESTUSDT", 1, 0)
	for variable, text := range map[string]string{
		"TICKBOOK_SYMBOL":     hostile[0],
		"TICKBOOK_SOURCES":    hostile[2],
		"TICKBOOK_TEST_START": "x\x1b[31m\u202e",
		"TICKBOOK_DATA":       filepath.Join(data, "x\x1b[31m"),
	} {
		r, err := tryExecute(t, backtest, "TICKBOOK_SYMBOL=TESTUSDT", "TICKBOOK_DATA="+data, variable+"="+text)
		if err == nil || strings.ContainsAny(r.Log, "\x1b\u202e") {
			t.Errorf("%s: %v\n%s", variable, err, r.Log)
		}
		if _, err := os.Stat(r.Report); err == nil {
			t.Errorf("%s: a report was written", variable)
		}
	}
}
