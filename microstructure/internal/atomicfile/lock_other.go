//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd)

package atomicfile

import "os"

func hold(*os.File) (*os.File, error) { return nil, nil }

func tryLockFolder(string) (*FolderLock, error) { return &FolderLock{}, nil }

func removeAbandoned(path string) { removeIfOld(path) }
