//go:build linux || openbsd || dragonfly || solaris || illumos || aix

package dataset

import (
	"io/fs"
	"syscall"
)

// changeTime is when a file was changed, ns since the Unix epoch, and its
// inode; 0 where the system does not say.
func changeTime(info fs.FileInfo) (ctimeNS int64, inode uint64) {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0
	}
	return int64(s.Ctim.Sec)*1e9 + int64(s.Ctim.Nsec), uint64(s.Ino)
}
