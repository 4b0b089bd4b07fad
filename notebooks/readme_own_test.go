package notebooks_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestReadmeOwnFeature runs the cells of the README's section and compares what
// they show.
func TestReadmeOwnFeature(t *testing.T) {
	if testing.Short() {
		t.Skip("runs a notebook")
	}
	requireTools(t)
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(readme), "\n## Your own feature\n")
	section, _, _ = strings.Cut(section, "\n## ")
	var cells []string
	for _, m := range regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(section, -1) {
		cells = append(cells, m[1])
	}
	shown := regexp.MustCompile("(?s)```text\n(.*?)```").FindStringSubmatch(section)
	if len(cells) != 2 || shown == nil {
		t.Fatalf("%d cells and an output: %v", len(cells), shown != nil)
	}
	imports := `%noautoget
!*test -e go.work || go work init . "$GONB_DIR/.."

import (
	"context"
	"math"
	"slices"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/desk"
	nb "github.com/tickbook/tickbook/microstructure/notebook"
	"github.com/tickbook/tickbook/microstructure/report"
)

var ctx = context.Background()`
	const symbol = "OWNUSDT"
	r := execute(t, writeNotebook(t, "readme", append([]string{imports}, cells...)...), "TICKBOOK_DATA="+sampleData(t, symbol, 20, 4), "TICKBOOK_SYMBOL="+symbol)
	// The code's digest changes with the library.
	code := regexp.MustCompile(`\b[0-9a-f]{8}\b`)
	got, want := collapsed(code.ReplaceAllString(r.Text, "CODE")), collapsed(code.ReplaceAllString(shown[1], "CODE"))
	if got != want {
		t.Errorf("the cells show\n%s\nthe README has\n%s", got, want)
	}
}
