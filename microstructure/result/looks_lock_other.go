//go:build !unix

package evidence

import "os"

// lockFile does nothing: a single write to a file opened for appending stays
// whole.
func lockFile(*os.File) error { return nil }
