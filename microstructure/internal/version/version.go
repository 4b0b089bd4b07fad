// Package version names the release of the module and the commit that a program
// was built from. It imports the standard library only. Start at String.
package version

import (
	"fmt"
	"runtime/debug"
)

// Release is the release that this tree is, or becomes next. CHANGELOG.md
// begins with it.
const Release = "0.1.0"

const module = "github.com/tickbook/tickbook"

// String is the release with the commit, as far as the program knows it:
// "0.1.0 (commit 53f7603b4c21, modified)".
func String() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return Release
	}
	if revision := revisionOf(info); revision != "" {
		return fmt.Sprintf("%s (%s)", Release, revision)
	}
	return Release
}

// revisionOf returns the commit that the module was built from; empty if it was
// built from a tag or the commit is unknown. Programs of other modules are
// stamped with the commits of their own repositories.
func revisionOf(info *debug.BuildInfo) string {
	if info.Main.Path == module || info.Main.Path == module+"/microstructure/cloud" {
		if commit := commitOf(info.Settings); commit != "" {
			return commit
		}
	}
	for _, m := range append([]*debug.Module{&info.Main}, info.Deps...) {
		if m.Path != module || m.Version == "" || m.Version == "(devel)" || m.Version == "v"+Release {
			continue
		}
		return m.Version
	}
	return ""
}

func commitOf(settings []debug.BuildSetting) string {
	var commit, modified string
	for _, s := range settings {
		switch {
		case s.Key == "vcs.revision":
			commit = "commit " + s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			modified = ", modified"
		}
	}
	if commit == "" {
		return ""
	}
	return commit + modified
}
