package store

// waiting is how many times as many files of a store as of a disk are worked on
// at a time: most of the time they wait for an answer. Each takes seven
// megabytes, so that a build on two cores stays below 200.
const waiting = 8

// Workers is how many files of a directory to work on at a time where the disk
// would have n.
func Workers(n int, dir string) int {
	if IsRemote(dir) {
		return waiting * n
	}
	return n
}
