package store

// waiting is how many times as many files of a store as of a disk are worked on
// at a time: most of the time they wait for an answer.
const waiting = 16

// Workers is how many files of a directory to work on at a time where the disk
// would have n. What takes much memory or time should be left to n of them.
func Workers(n int, dir string) int {
	if IsRemote(dir) {
		return waiting * n
	}
	return n
}
