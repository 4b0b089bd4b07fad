package desk

import "github.com/tickbook/tickbook/microstructure/store"

// A keptFolder has the parts of a result, each in a file of its own.
type keptFolder struct {
	own    string   // in which this program keeps parts
	found  []string // in which it finds them: its own first
	others []string // of other programs
	begun  bool     // there are some that this program finds
}

// unused are the folders of other programs, if this one has kept nothing.
func (f keptFolder) unused() []string {
	if f.begun {
		return nil
	}
	return f.others
}

// folder looks for the folders of a result. The error is that of a store, or
// says why nothing can be kept.
func (k keptName) folder() (f keptFolder, err error) {
	id, err := ownIdentity()
	if err != nil {
		return f, err
	}
	f.own = k.by(id)
	f.found = []string{f.own}
	all, err := k.kept("")
	for _, other := range all {
		switch at := k.by(other); {
		case other == id:
			f.begun = true
		case recognised(other):
			f.found, f.begun = append(f.found, at), true
		default:
			f.others = append(f.others, at)
		}
	}
	return f, err
}

// mostPart is the size in bytes of the longest file of a part that is read.
const mostPart = 16 << 20

// readPart returns what was kept under a file's name in a folder; nothing if
// decode takes none of what is there, as of a file that is damaged. The error is
// that of a store.
func readPart[T any](f keptFolder, name string, decode func(content []byte) []T) ([]T, error) {
	for _, dir := range f.found {
		content, err := store.ReadFile(store.Join(dir, name), mostPart)
		if store.Failed(err) {
			return nil, failedToRead(err)
		}
		if err == nil {
			if part := decode(content); part != nil {
				return part, nil
			}
		}
	}
	return nil, nil
}
