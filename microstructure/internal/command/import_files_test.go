package command

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure/dataset"
)

// ownFiles are the trades of three days that other programs wrote.
const ownFiles = "../../ingest/testdata/own/"

// importOwn imports files of the user's own to a source of no exchange.
func importOwn(t *testing.T, out, format string, args ...string) (stdout string, err error) {
	t.Helper()
	stdout, _, err = tickbook(t, append([]string{"import", "--format", format, "--source", "mine", "--symbol", "BTCUSDT", "--out", out}, args...)...)
	return stdout, err
}

// copyTree copies a file or a folder, and returns where it is.
func copyTree(t *testing.T, from, to string) string {
	t.Helper()
	err := filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		name, _ := filepath.Rel(from, path)
		target := filepath.Join(to, name)
		if err != nil || e.IsDir() {
			return errors.Join(err, os.MkdirAll(target, 0o755))
		}
		data, err := os.ReadFile(path)
		return errors.Join(err, os.MkdirAll(filepath.Dir(target), 0o755), os.WriteFile(target, data, 0o644))
	})
	must(t, err)
	return to
}

// From a file to bars: what is said, and what is done again.
func TestImportOwnFiles(t *testing.T) {
	in := copyTree(t, ownFiles+"pandas.parquet", filepath.Join(t.TempDir(), "pandas.parquet"))
	before, _ := os.ReadFile(in)
	out := t.TempDir()
	text, err := importOwn(t, out, "parquet", in)
	must(t, err)
	for _, want := range []string{
		"mine, BTCUSDT: days converted 3, current before 0",
		"2025-11-02", "100.0 %  not verified",
		"columns: time = ts (INT64 (TIMESTAMP) in ", "price = price (DOUBLE), quantity = qty (DOUBLE), side = side (BYTE_ARRAY (STRING)), id = trade_id (INT64)",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not said:\n%s", want, text)
		}
	}
	first := files(t, out)
	if text, err = importOwn(t, out, "parquet", in); err != nil || !strings.Contains(text, "days converted 0, current before 3") {
		t.Errorf("again: %v\n%s", err, text)
	}
	sameFiles(t, "again", files(t, out), first)
	day := filepath.Join(out, "BTCUSDT/trades/mine/2025-11-02.parquet")
	must(t, os.Remove(day))
	if text, err = importOwn(t, out, "parquet", in); err != nil || !strings.Contains(text, "days converted 1, current before 2") {
		t.Errorf("after one day was removed: %v\n%s", err, text)
	}
	sameFiles(t, "after one day was removed", files(t, out), first)
	p, err := dataset.ReadProvenance(day)
	if err != nil || p.Format != "parquet" || p.Instrument != "BTCUSDT" || p.IDs == nil || !p.IDs.Sparse || p.IDs.Missing != 0 || len(p.Archives) != 1 || p.Archives[0].Name != "pandas.parquet" {
		t.Errorf("provenance %+v, %v", p, err)
	}
	// Other columns make other days.
	if text, err = importOwn(t, out, "parquet", "--columns", "id=", in, "--force"); err != nil || !strings.Contains(text, "days converted 3") {
		t.Errorf("without ids: %v\n%s", err, text)
	}
	if after, _ := os.ReadFile(in); string(after) != string(before) {
		t.Error("the file was changed")
	}
	mustRun(t, "features", "--data", out, "--sources", "mine")
	mustRun(t, "audit", "--data", out, "--sources", "mine")
}

// Two symbols of one file, each to its own directory; and a folder that says
// the symbol.
func TestImportOwnSymbols(t *testing.T) {
	out := t.TempDir()
	text := mustRun(t, "import", "--format", "parquet", "--source", "mine", "--symbol", "BTCUSDT,ETHUSDT", "--out", out, ownFiles+"symbols.parquet")
	for _, want := range []string{"mine, BTCUSDT: days converted 3", "mine, ETHUSDT: days converted 3", "symbols.parquet: 300 rows of other symbols (ETH-USDT) were left out"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not said:\n%s", want, text)
		}
	}
	text, err := importOwn(t, t.TempDir(), "parquet", ownFiles+"hive")
	if err != nil || !strings.Contains(text, "left out: 1 file of other symbols (ETHUSDT)") || !strings.Contains(text, "days converted 3") {
		t.Errorf("folders: %v\n%s", err, text)
	}
	text, err = importOwn(t, t.TempDir(), "freqtrade", ownFiles+"freqtrade_feather")
	if err != nil || !strings.Contains(text, "days converted 3") || !strings.Contains(text, "time = timestamp (int64, by size in ms)") {
		t.Errorf("feather: %v\n%s", err, text)
	}
	_, err = importOwn(t, t.TempDir(), "parquet", "--instrument", "mine=BTC/USDT", ownFiles+"symbols.parquet")
	if err == nil || !strings.Contains(err.Error(), "none of 600 rows is of BTC/USDT; there are BTC-USDT, ETH-USDT") {
		t.Errorf("a name that is not there: %v", err)
	}
}

// A file that grows is imported again: days that were there are merged by their
// ids, or kept where there are none.
func TestImportOwnFileThatGrows(t *testing.T) {
	row := func(i int) string { return fmt.Sprintf("%d,95000,1,buy,%d\n", november/1000+i*3600, i) }
	var some, all strings.Builder
	for i := range 60 {
		if all.WriteString(row(i)); i < 40 {
			some.WriteString(row(i))
		}
	}
	const header = "time,price,qty,side,id\n"
	for name, columns := range map[string]string{"ids": "id=id", "no ids": "id="} {
		in, out, whole := filepath.Join(t.TempDir(), "trades.csv"), t.TempDir(), t.TempDir()
		must(t, os.WriteFile(in, []byte(header+some.String()), 0o644))
		_, err := importOwn(t, out, "csv", "--columns", columns, in)
		must(t, err)
		must(t, os.WriteFile(in, []byte(header+all.String()), 0o644))
		text, err := importOwn(t, out, "csv", "--columns", columns, in)
		must(t, err)
		_, err = importOwn(t, whole, "csv", "--columns", columns, in)
		must(t, err)
		for _, date := range []string{"2025-11-01", "2025-11-02", "2025-11-03"} {
			got, want := trades(t, out, "BTCUSDT", "mine", date), trades(t, whole, "BTCUSDT", "mine", date)
			if !slices.Equal(got.TimestampUS, want.TimestampUS) || !slices.Equal(got.Side, want.Side) {
				t.Errorf("%s: %s has %d trades, want %d\n%s", name, date, len(got.Price), len(want.Price), text)
			}
		}
	}
}

// Whatever lies where, an import changes none of the user's files, and does not
// take what it wrote for one.
func TestImportLeavesOwnFilesAlone(t *testing.T) {
	in := copyTree(t, ownFiles+"hive", filepath.Join(t.TempDir(), "hive"))
	must(t, os.Symlink(in, filepath.Join(in, "loop")))
	before := files(t, in)
	out := filepath.Join(in, "data")
	for range 2 { // the second time, what was written lies in the folder that is read
		text, err := importOwn(t, out, "parquet", in)
		if err != nil || strings.Contains(text, "that tickbook wrote") {
			t.Fatalf("%v\n%s", err, text)
		}
	}
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	text, err := importOwn(t, elsewhere, "parquet", in)
	if err != nil || !strings.Contains(text, "left out: 3 files that tickbook wrote (data/BTCUSDT/trades/mine/2025-11-01.parquet") {
		t.Errorf("%v\n%s", err, text)
	}
	for name, content := range files(t, in) {
		if !strings.HasPrefix(name, "data/") && content != before[name] {
			t.Errorf("%s was changed", name)
		}
	}
	if _, err = importOwn(t, elsewhere, "parquet", out); err == nil || !strings.Contains(err.Error(), "tickbook wrote all files that were found; they need no import") {
		t.Errorf("a data directory: %v", err)
	}

	// A day that lies where it would be written to, itself and by a link.
	data := t.TempDir()
	day := filepath.Join(data, "BTCUSDT/trades/mine/2025-11-01.parquet")
	copyTree(t, ownFiles+"hive/symbol=BTCUSDT/date=2025-11-01/part-0.parquet", day)
	link := filepath.Join(t.TempDir(), "link.parquet")
	must(t, os.Symlink(day, link))
	before = files(t, data)
	for _, path := range []string{day, filepath.Dir(day), link} {
		for _, force := range []string{"--force", "--force=false"} {
			_, err = importOwn(t, data, "parquet", path, force)
			if err == nil || !strings.Contains(err.Error(), day+" is among the files to import, which are never replaced: nothing was written; choose another --out") {
				t.Errorf("%s %s: %v", path, force, err)
			}
		}
	}
	_, err = importOwn(t, data, "parquet", ownFiles+"hive") // it is in the way
	if err == nil || !strings.Contains(err.Error(), day+" was not made by tickbook and was not replaced: move it away, or use --force") {
		t.Errorf("a file in the way: %v", err)
	}
	for name, content := range files(t, data) {
		if c, ok := before[name]; ok && c != content {
			t.Errorf("%s was changed", name)
		}
	}
}

func TestOwnFileFlags(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	for want, args := range map[string][]string{
		"--columns is for files of your own: give their --format as well":      {"--columns", "time=ts"},
		"--inverse is for files of your own: give their --format as well":      {"--inverse"},
		`format "xls" is not known; there are parquet, csv, `:                  {"--format", "xls"},
		`--columns "time": write it as ROLE=NAME, each role once`:              {"--format", "csv", "--columns", "time"},
		`--columns "time=b": write it as ROLE=NAME, each role once`:            {"--format", "csv", "--columns", "time=a,time=b"},
		`a column cannot be "tme"; it can be time, price`:                      {"--format", "csv", "--columns", "tme=a"},
		"hold no file whose name ends with .csv":                               {"--format", "csv"},
		"nothing was written: duckdb.parquet: there is no column \"nonsense\"": {"--format", "parquet", "--columns", "time=nonsense"},
		"and 7 more files": {"--format", "parquet", "--columns", "time=nonsense"},
		`source "a/b"`:     {"--format", "parquet", "--source", "a/b"},
	} {
		_, _, err := tickbook(t, append([]string{"import", ownFiles + "/freqtrade/..", "--source", "mine", "--symbol", "BTCUSDT", "--out", out}, args...)...)
		if strings.Contains(want, "hold no file") {
			_, _, err = tickbook(t, append([]string{"import", t.TempDir(), "--source", "mine", "--symbol", "BTCUSDT", "--out", out}, args...)...)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: error %v, want %q", args, err, want)
		}
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("an import that failed left an output directory")
	}
}

// TestKilledOwnImport is TestKilledImport for a file of many days, in disorder.
func TestKilledOwnImport(t *testing.T) {
	binary := buildBinary(t)
	var text strings.Builder
	text.WriteString("time,price,qty,side,id\n")
	for i := range 120_000 {
		k := i * 7919 % 120_000
		fmt.Fprintf(&text, "%d,%d,0.5,%s,%d\n", november+k*20_000, 95_000+k%100, []string{"buy", "sell"}[k%2], k)
	}
	in := filepath.Join(t.TempDir(), "trades.csv")
	must(t, os.WriteFile(in, []byte(text.String()), 0o644))
	killAndResume(t, binary, func(out string) []string {
		return []string{"import", in, "--format", "csv", "--source", "mine", "--symbol", "BTCUSDT", "--out", out}
	})
}

// TestFieldCasesOfOwnFiles takes the reported days in other types, and with two
// symbols: the layout's reader refuses them and names the import, which gives
// the trades of the day that was meant.
func TestFieldCasesOfOwnFiles(t *testing.T) {
	if _, err := os.Stat(fieldCases); errors.Is(err, fs.ErrNotExist) {
		t.Skip("no shared/field beside the checkout")
	}
	python := ""
	for _, candidate := range []string{"python3", "../../../.tools/bench-venv/bin/python"} {
		if exec.Command(candidate, "-c", "import pyarrow, pandas").Run() == nil {
			python = candidate
			break
		}
	}
	if python == "" {
		t.Skip("no Python with pyarrow and pandas")
	}
	dir := t.TempDir()
	if out, err := exec.Command(python, fieldCases, "--out", dir, "--only", "16,18").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	const source, date = "binance_futures", "2025-11-01"
	imported := func(form string) (string, string) {
		out := t.TempDir()
		text := mustRun(t, "import", "--format", "parquet", "--source", source, "--symbol", "BTCUSDT", "--out", out, filepath.Join(dir, form))
		mustRun(t, "features", "--data", out, "--symbol", "BTCUSDT", "--sources", source)
		return out, text
	}
	base := trades(t, filepath.Join(dir, "16/base"), "BTCUSDT", source, date)
	forms, _ := filepath.Glob(filepath.Join(dir, "16/*/"))
	if len(forms) < 11 {
		t.Fatalf("%q", forms)
	}
	for _, path := range forms {
		form := filepath.Base(path)
		if info, err := os.Stat(path); err != nil || !info.IsDir() {
			continue
		}
		_, _, err := tickbook(t, "features", "--data", path, "--symbol", "BTCUSDT", "--sources", source)
		if form != "base" && (err == nil || !strings.Contains(err.Error(), "tickbook import --format parquet does it")) {
			t.Errorf("%s where it lies: %v", form, err)
		}
		out, _ := imported("16/" + form)
		got := trades(t, out, "BTCUSDT", source, date)
		price := slices.Clone(base.Price)
		for i := range price {
			if form == "price_float32" {
				price[i] = float64(float32(price[i]))
			}
		}
		if !slices.Equal(got.TimestampUS, base.TimestampUS) || !slices.Equal(got.Price, price) || !slices.Equal(got.Quantity, base.Quantity) || !slices.Equal(got.Side, base.Side) {
			t.Errorf("%s: other trades than those of base", form)
		}
	}
	for _, form := range []string{"far", "near"} {
		_, _, err := tickbook(t, "features", "--data", filepath.Join(dir, "18", form), "--symbol", "BTCUSDT", "--sources", source)
		if err == nil || !strings.Contains(err.Error(), "several symbols") || !strings.Contains(err.Error(), "tickbook import --format parquet does it") {
			t.Errorf("18/%s where it lies: %v", form, err)
		}
		out, text := imported("18/" + form)
		if n := len(trades(t, out, "BTCUSDT", source, date).Price); n != 1500 || !strings.Contains(text, "1,500 rows of other symbols") {
			t.Errorf("18/%s: %d trades\n%s", form, n, text)
		}
	}
}
