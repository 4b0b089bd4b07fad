package desk

import (
	"crypto/sha256"
	"fmt"
	"os"
	"testing"
)

// The program is recognised by its file, and by its source apart from that.
func TestIdentities(t *testing.T) {
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := executableDigest(); err != nil || got != fmt.Sprintf("%x", sha256.Sum256(content)) {
		t.Errorf("the digest of %s is %s, %v", path, got, err)
	}
	same := func() (string, error) { return "x", nil }
	source, err := identity("source", same)
	if err != nil || !isHex(source, identityDigits) {
		t.Errorf("%q, %v", source, err)
	}
	if file, _ := identity("executable", same); file == source {
		t.Error("a source and a file with one digest are one program")
	}
}
