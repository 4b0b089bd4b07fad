//go:build !unix

package result

import "os"

// lockFile does nothing: a single write to a file opened for appending stays
// whole.
func lockFile(*os.File) error { return nil }
