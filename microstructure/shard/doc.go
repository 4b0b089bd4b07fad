// Package shard has the words by which long work is divided among processes and
// machines: the keys that name its pieces, the part of them that one process
// does, and the line of JSON that it prints for each. It starts no process and
// knows no scheduler: a Slurm array, a Kubernetes job, Spark or a shell gives
// every process its part, and any of them may be killed and run again.
package shard
