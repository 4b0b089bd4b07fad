package parquetio

import "hash/crc32"

// folded is the number of bytes per step of the vectorised checksum.
const folded = 256

func checksum(b []byte, _ *[folded]byte) uint32 { return crc32.ChecksumIEEE(b) }
