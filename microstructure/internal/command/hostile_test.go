package command

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/result"
)

// controls would move the cursor, set a terminal's title, hide text, and turn
// its direction.
const controls = "\x1b[2J\x1b]0;title\x07\u202e\u200b\x7f\r"

// Whatever files and arguments are called, no command prints a control
// character.
func TestNoControlCharactersAreShown(t *testing.T) {
	binary := buildBinary(t)
	root := filepath.Join(t.TempDir(), "a"+controls)
	archives, data := filepath.Join(root, "archives"), filepath.Join(root, "data")
	if err := os.MkdirAll(archives, 0o777); err != nil {
		t.Fatal(err)
	}
	archive := func(name, text string) string {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.Create("member" + controls + ".csv")
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		path := filepath.Join(archives, name)
		if err = errors.Join(err, z.Close(), os.WriteFile(path, b.Bytes(), 0o666)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	header := "id,price,qty,quote_qty,time,is_buyer_maker,column" + strings.TrimSuffix(controls, "\r") + "\n"
	good := archive("BTCUSDT-trades-2025-03-01.zip", header+"1,2,3,6,1740787200000,true,x\n2,2,3,6,1740787201000,true,x\n")
	bad := archive("BTCUSDT-trades-2025-03-02.zip", header+"1,2"+controls+",3,6,1740873600000,true,x\n")
	named := archive("BTCUSDT-trades-2025-03-03"+controls+".zip", "nonsense"+controls)
	if err := os.MkdirAll(filepath.Join(data, "X"+controls, "trades", "a"), 0o777); err != nil {
		t.Fatal(err)
	}
	l := evidence.Look{Symbol: "X" + controls, FromDate: "2025-11-01", ToDate: "2025-11-02", Kind: evidence.LookSearch, Signals: []string{controls}, Family: controls, Configurations: 1}
	record := filepath.Join(data, result.LooksFile)
	if _, err := result.EnterLook(record, l); err != nil {
		t.Fatal(err)
	}
	imported := []string{"--source", "binance_futures", "--symbol", "BTCUSDT", "--out", data}
	for _, args := range [][]string{
		append([]string{"import", good}, imported...),
		append([]string{"import", bad}, imported...),
		append([]string{"import", named}, imported...),
		{"audit", "--data", data},
		{"audit", "--data", data, "--all"},
		{"audit", "--data", data, "--json"},
		{"audit", "--data", data, "--symbol", "Y"},
		{"features", "--data", data, "--sources", "binance_futures"},
		{"study", "--data", data, "--sources", "binance_futures", "--out", filepath.Join(root, "out"), "--test-start", "x" + controls},
		{"study", "--data", data, "--sources", "binance_futures", "--out", good},
		{"synth", "--out", good, "--days", "1"},
		{"looks", "--data", data},
		{"looks", "--looks", record, "--json"},
		{"looks", "--looks", named},
		{"nonsense" + controls},
		{"audit", "--nonsense" + controls},
	} {
		c := exec.Command(binary, args...)
		var stdout, stderr bytes.Buffer
		c.Stdout, c.Stderr = &stdout, &stderr
		_ = c.Run() // whether it succeeds is not the point
		for _, out := range []string{stdout.String(), stderr.String()} {
			if i := strings.IndexFunc(out, isControl); i >= 0 || !utf8.ValidString(out) {
				t.Errorf("%q prints %q", args[0], out[max(0, i-20):min(len(out), i+20)])
			}
		}
		if stdout.Len()+stderr.Len() == 0 {
			t.Errorf("%q prints nothing", args[0])
		}
		if args[len(args)-1] == "--json" && !json.Valid(stdout.Bytes()) {
			t.Errorf("%s is not JSON", stdout.Bytes())
		}
	}
}

func isControl(r rune) bool { return r != '\n' && r != '\t' && !unicode.IsGraphic(r) }
