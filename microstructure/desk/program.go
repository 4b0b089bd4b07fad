package desk

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"
)

// identities are what the running program is recognised by, so that it finds
// what it kept, and never takes what another one kept: the library's source,
// where that is there, and the program's own file, which is the same on every
// machine. Results are kept by the first that is known, and found by both.
var identities = []func() (string, error){
	func() (string, error) { return identity("source", libraryDigest) },
	func() (string, error) { return identity("executable", executableDigest) },
}

// identityDigits is the length of an identity.
const identityDigits = 16

// identity is a digest of a digest, apart from those of other kinds.
func identity(kind string, digest func() (string, error)) (string, error) {
	d, err := digest()
	return fmt.Sprintf("%x", sha256.Sum256([]byte(kind+"\n"+d+"\n")))[:identityDigits], err
}

// ownIdentity is the first that is known.
func ownIdentity() (string, error) {
	var unknown []error
	for _, of := range identities {
		id, err := of()
		if err == nil {
			return id, nil
		}
		unknown = append(unknown, err)
	}
	return "", fmt.Errorf("the program cannot be recognised: %w", errors.Join(unknown...))
}

// executableDigest is the SHA-256 of the running program's file, some 20 ms of
// work.
var executableDigest = sync.OnceValues(func() (string, error) {
	f, err := openExecutable()
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	_, err = io.Copy(h, f)
	return fmt.Sprintf("%x", h.Sum(nil)), err
})

// openExecutable opens the running program's file. Linux has a name for it that
// is right even when another file has taken its place.
func openExecutable() (*os.File, error) {
	if runtime.GOOS == "linux" {
		if f, err := os.Open("/proc/self/exe"); err == nil {
			return f, nil
		}
	}
	path, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return os.Open(path)
}
