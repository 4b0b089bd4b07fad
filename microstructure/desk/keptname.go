package desk

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure/store"
)

// A keptName names a result that takes long, or the folder of its parts, in a
// directory. The zero value is that of what is not kept.
type keptName struct {
	dir    string
	of     string // KIND, or KIND_SYMBOL
	digest string // of all that the result depends on but the program
}

const resultExtension = ".gob"

// by is the name that a program of some identity gives it.
func (k keptName) by(identity string) string {
	return store.Join(k.dir, k.of+"_"+k.digest+"_"+identity)
}

// read returns what this program kept of a result; nil if there is nothing that
// is whole. The error is that of a store.
func (k keptName) read() ([]byte, error) {
	for _, identity := range identities {
		id, err := identity()
		if err != nil {
			continue
		}
		if content, err := readKept(k.by(id) + resultExtension); content != nil || err != nil {
			return content, err
		}
	}
	return nil, nil
}

// failedToRead is the error of a store that did not deliver what was kept.
func failedToRead(err error) error { return fmt.Errorf("results that were kept: %w", err) }

// write keeps a result.
func (k keptName) write(content []byte) error {
	id, err := ownIdentity()
	if err != nil {
		return err
	}
	return writeKept(k, id, content)
}

// byOthers lists what other programs kept of a result.
func (k keptName) byOthers() ([]string, error) {
	all, err := k.kept(resultExtension)
	var others []string
	for _, id := range all {
		if !recognised(id) {
			others = append(others, k.by(id)+resultExtension)
		}
	}
	return others, err
}

// recognised reports whether an identity is this program's.
func recognised(id string) bool {
	return slices.ContainsFunc(identities, func(identity func() (string, error)) bool {
		own, err := identity()
		return err == nil && own == id
	})
}

// kept lists the identities of the programs that kept something under the name
// with an extension. The error is that of a store.
func (k keptName) kept(extension string) (all []string, err error) {
	entries, err := store.ReadDir(k.dir)
	if store.Failed(err) {
		return nil, err
	}
	for _, e := range entries {
		if id, ok := k.identityOf(e.Name(), extension); ok {
			all = append(all, id)
		}
	}
	return all, nil
}

// identityOf is the identity in a file's name, if the file is kept under this
// one.
func (k keptName) identityOf(name, extension string) (id string, ok bool) {
	id, ok = strings.CutPrefix(name, k.of+"_"+k.digest+"_")
	if ok {
		id, ok = strings.CutSuffix(id, extension)
	}
	return id, ok && isHex(id, identityDigits)
}

// isHex reports whether s has so many hexadecimal digits, and nothing else.
func isHex(s string, digits int) bool {
	return len(s) == digits && strings.Trim(s, "0123456789abcdef") == ""
}
