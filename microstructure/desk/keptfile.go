package desk

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure/store"
)

const (
	// keptFiles of each kind of result and symbol stay in a directory; the
	// oldest go. In a store all of them stay.
	keptFiles = 16
	// mostKept is the size in bytes of the longest file that is read.
	mostKept = 1 << 30
)

// ErrNotKept: a result could not be kept where it was to be.
var ErrNotKept = errors.New("the result could not be kept")

// A keeping says how a result came to be there.
type keeping struct {
	found  bool   // it had been kept
	digest string // SHA-256 of the encoded result, in hexadecimal
	err    error  // why it was not kept, as ErrNotKept
}

// throughFile is the result that was kept, or it is computed and kept. That it
// cannot be kept is no error of the result: it is computed again. That a store
// cannot be read is one.
func throughFile[T any](d *Desk, k keptName, decode func([]byte) (T, error), compute func() (T, error), encode func(T) ([]byte, error)) (result T, as keeping, err error) {
	if k == (keptName{}) {
		as.err = ErrNotKept
		result, err = compute()
		return result, as, err
	}
	content, err := k.read()
	if err != nil {
		return result, as, err
	}
	if content != nil {
		if result, err = decode(content); err == nil {
			as.found, as.digest = true, digestOf(content)
			return result, as, nil
		}
	}
	if others, err := k.byOthers(); err == nil {
		d.warnOfOthers(others)
	}
	if result, err = compute(); err != nil {
		return result, as, err
	}
	if content, err = encode(result); err == nil {
		as.digest = digestOf(content)
		err = k.write(content)
	}
	if err != nil {
		as.err = fmt.Errorf("%w: %w", ErrNotKept, err)
		d.warn("a result that takes long could not be kept, and is to be computed again when it is needed: %v", err)
	}
	return result, as, nil
}

func digestOf(content []byte) string { return fmt.Sprintf("%x", sha256.Sum256(content)) }

// warn gives the caller a sentence, if wanted.
func (d *Desk) warn(format string, args ...any) {
	if d.Config.Warn != nil {
		d.Config.Warn(fmt.Sprintf(format, args...))
	}
}

// warnOfOthers says that what other programs kept is not used.
func (d *Desk) warnOfOthers(paths []string) {
	if len(paths) > 0 {
		d.warn("%s", KeptByOthers(paths))
	}
}

// KeptByOthers is a sentence about files or folders that other programs kept.
func KeptByOthers(paths []string) string {
	return strings.Join(paths, ", ") + " was kept by another build of the program, or by this one beside its source, and is not used: what it holds is computed again; use one file of the program for all parts, and its source beside all of them or none"
}

// readKept is the content of a kept file; nil if there is none that is whole.
// The error is that of a store.
func readKept(path string) ([]byte, error) {
	data, err := store.ReadFile(path, mostKept)
	if store.Failed(err) {
		return nil, failedToRead(err)
	}
	if err != nil || len(data) < sha256.Size {
		return nil, nil
	}
	sum, content := data[:sha256.Size], data[sha256.Size:]
	if now := sha256.Sum256(content); !bytes.Equal(sum, now[:]) {
		return nil, nil
	}
	return content, nil
}

// writeKept keeps a result. Of two processes that keep the same at once, either
// may be the one whose file stays.
func writeKept(k keptName, identity string, content []byte) error {
	sum := sha256.Sum256(content)
	if err := store.WriteCache(k.by(identity)+resultExtension, append(sum[:], content...)); err != nil {
		return err
	}
	k.prune()
	return nil
}

// prune removes the oldest results of the same kind and symbol. In a store it
// does nothing: a list may be late, and lack what is new.
func (k keptName) prune() {
	if store.IsRemote(k.dir) {
		return
	}
	dir := store.Clean(k.dir)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	var files []os.FileInfo
	for _, e := range entries {
		name, ok := strings.CutPrefix(e.Name(), k.of+"_")
		name, _ = strings.CutSuffix(name, resultExtension)
		digest, identity, _ := strings.Cut(name, "_")
		if !ok || !isHex(digest, len(k.digest)) || !isHex(identity, identityDigits) {
			continue
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			files = append(files, info)
		}
	}
	slices.SortFunc(files, func(a, b os.FileInfo) int { return b.ModTime().Compare(a.ModTime()) })
	for _, old := range files[min(keptFiles, len(files)):] {
		os.Remove(filepath.Join(dir, old.Name()))
	}
}
