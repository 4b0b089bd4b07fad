//go:build !darwin && !linux

package guard

func newPages(int) []byte { return nil }

func protect([]byte, bool) bool { return false }
