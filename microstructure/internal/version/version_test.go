package version

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strings"
	"testing"
)

func TestRevision(t *testing.T) {
	stamped := []debug.BuildSetting{{Key: "vcs.revision", Value: "0123456789abcdef0123"}, {Key: "vcs.modified", Value: "false"}}
	modified := []debug.BuildSetting{{Key: "vcs.revision", Value: "0123456789abcdef0123"}, {Key: "vcs.modified", Value: "true"}}
	const pseudo = "v0.1.1-0.20261125200300-0123456789ab"
	for _, c := range []struct {
		name string
		info debug.BuildInfo
		want string
	}{
		{"built in a checkout", debug.BuildInfo{Main: debug.Module{Path: module, Version: pseudo}, Settings: stamped}, "commit 0123456789ab"},
		{"in one with changes", debug.BuildInfo{Main: debug.Module{Path: module, Version: "(devel)"}, Settings: modified}, "commit 0123456789ab, modified"},
		{"without git", debug.BuildInfo{Main: debug.Module{Path: module, Version: "(devel)"}}, ""},
		{"installed from a tag", debug.BuildInfo{Main: debug.Module{Path: module, Version: "v" + Release}}, ""},
		{"installed from a commit", debug.BuildInfo{Main: debug.Module{Path: module, Version: pseudo}}, pseudo},
		{"in another module's program", debug.BuildInfo{Main: debug.Module{Path: "example.com/other", Version: "v2.0.0"}, Settings: stamped,
			Deps: []*debug.Module{{Path: "example.com/third", Version: "v3.0.0"}, {Path: module, Version: pseudo}}}, pseudo},
		{"in a workspace of its own", debug.BuildInfo{Main: debug.Module{Path: "example.com/other"}, Settings: stamped,
			Deps: []*debug.Module{{Path: module, Version: "(devel)"}}}, ""},
		{"nowhere", debug.BuildInfo{}, ""},
	} {
		if got := revisionOf(&c.info); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if got := String(); !strings.HasPrefix(got, Release) {
		t.Errorf("%q does not begin with the release", got)
	}
}

// TestChangelogBeginsWithTheRelease holds the two places of the number against
// each other.
func TestChangelogBeginsWithTheRelease(t *testing.T) {
	log, err := os.ReadFile(filepath.Join("..", "..", "..", "CHANGELOG.md"))
	if err != nil {
		t.Fatal(err)
	}
	heading := regexp.MustCompile(`(?m)^## (\d+\.\d+\.\d+)`).FindSubmatch(log)
	if heading == nil || string(heading[1]) != Release {
		t.Errorf("CHANGELOG.md does not begin with %s: %q", Release, heading)
	}
}

// TestChangelogNamesTheVersionsInFiles holds the changelog's table against the
// constants: whoever raises one says there what it means.
func TestChangelogNamesTheVersionsInFiles(t *testing.T) {
	log, err := os.ReadFile(filepath.Join("..", "..", "..", "CHANGELOG.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile("(?m)^\\| `(\\w+)\\.(\\w+)` \\| (\\d+) \\|").FindAllSubmatch(log, -1)
	if len(rows) == 0 {
		t.Fatal("CHANGELOG.md has no table of versions")
	}
	for _, row := range rows {
		folder, name, want := string(row[1]), string(row[2]), string(row[3])
		files, err := filepath.Glob(filepath.Join("..", "..", folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		var got string
		for _, file := range files {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if m := regexp.MustCompile(`(?m)^const ` + name + ` = (\d+)$`).FindSubmatch(source); m != nil {
				got = string(m[1])
			}
		}
		if got != want {
			t.Errorf("CHANGELOG.md says that %s.%s is %s; it is %q", folder, name, want, got)
		}
	}
}
