package main

// parquetLoops writes the loops of package parquetio. AVX2 has no use for the
// one of checksums, as the standard library's is as wide; looking up values,
// not unpacking their indexes, takes the time of gather, where AVX-512 has
// nothing better.
func parquetLoops(g *generator) {
	g.gather()
	g.gatherBits()
	g.sumDeltasAVX2()
	g.sumDeltasAVX512()
	g.copyBounded(false)
	g.copyBounded(true)
	g.foldChecksum()
}
