//go:build !(goexperiment.simd && amd64 && !go1.27)

package vector

func highest() Level { return Plain }
