//go:build !amd64 || purego

package vector

func highest() Level { return Plain }
