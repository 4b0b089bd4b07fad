package notebooks_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestNotebooksImportFlag: GoNB has every main parse flags, and a cell without
// that import takes goimports ten times as long.
func TestNotebooksImportFlag(t *testing.T) {
	var all []string
	for _, pattern := range []string{"*.ipynb", "template/*.ipynb", "examples/*.ipynb"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, paths...)
	}
	if len(all) < 10 {
		t.Errorf("%d notebooks", len(all))
	}
	for _, path := range all {
		if !strings.Contains(readFile(t, path), `"\t\"flag\" // `) {
			t.Errorf("%s does not import flag", path)
		}
	}
}
