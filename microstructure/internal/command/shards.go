package command

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/shard"
	"github.com/tickbook/tickbook/microstructure/store"
)

// shardFlags are the flags by which one process does a part of a command's
// work, and says by a line of JSON what became of each key.
type shardFlags struct {
	keys, shard string
	replaced    []string // flags that a list of keys takes the place of
}

// onResults is the help of commands that have these flags.
const onResults = `With --keys or --shard, each key is by itself, standard output has one line of JSON per finished key, and all else goes to
standard error. A line has key, rows, seconds, digest and state (made, or kept if it was there); or key and error if
the data are bad, which leaves the exit code 0. It is 1 when the machine failed: run the same again, and what is there is
kept.`

// addFlags adds the flags to a command whose keys are of days.
func (s *shardFlags) addFlags(c *cobra.Command, replaced ...string) {
	s.addFlagsOf(c, "SYMBOL/SOURCE/YYYY-MM-DD", replaced...)
}

// addFlagsOf adds them where keys look otherwise.
func (s *shardFlags) addFlagsOf(c *cobra.Command, keys string, replaced ...string) {
	f := c.Flags()
	f.StringVar(&s.keys, "keys", "", "file of keys to work on, one "+keys+" per line, or - for standard input")
	f.StringVar(&s.shard, "shard", "", "the part of the keys to work on, such as 2/4 for the second of four: of --keys, or of all that the command would work on")
	s.replaced = replaced
}

// given reports whether the work is a part.
func (s *shardFlags) given() bool { return s.keys != "" || s.shard != "" }

// take returns this process's part of the list of --keys or, without one, of
// all keys. check reports a key that is not one of this command's.
func (s *shardFlags) take(c *cobra.Command, check func(key string) error, all func() ([]string, error)) ([]string, error) {
	part, err := s.part()
	if err != nil {
		return nil, err
	}
	keys, err := s.list(c, check, all)
	return part.Of(keys), err
}

// part is what --shard says.
func (s *shardFlags) part() (shard.Part, error) {
	if s.shard == "" {
		return shard.Whole(), nil
	}
	part, err := shard.ParsePart(s.shard)
	if err != nil {
		return part, fmt.Errorf("--shard %w", err)
	}
	return part, nil
}

// list is the list of --keys or, without one, all keys.
func (s *shardFlags) list(c *cobra.Command, check func(key string) error, all func() ([]string, error)) ([]string, error) {
	if s.keys == "" {
		return all()
	}
	for _, name := range s.replaced {
		if c.Flags().Changed(name) {
			return nil, fmt.Errorf("--keys says what to work on: leave --%s out", name)
		}
	}
	keys, err := s.read(c.InOrStdin(), check)
	if err != nil {
		return nil, fmt.Errorf("--keys: %w", err)
	}
	return keys, nil
}

func (s *shardFlags) read(standard io.Reader, check func(key string) error) ([]string, error) {
	if s.keys == "-" {
		return shard.Read(standard, "standard input", check)
	}
	file, err := os.Open(s.keys)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return shard.Read(file, s.keys, check)
}

// exclude refuses flags that mean nothing when keys are by themselves.
func (s *shardFlags) exclude(c *cobra.Command, names ...string) error {
	for _, name := range names {
		if c.Flags().Changed(name) {
			return fmt.Errorf("--%s is of a run in one piece: leave it out with --keys and --shard", name)
		}
	}
	return nil
}

// A worker writes the lines of a process's keys.
type worker struct {
	lines *shard.Lines
	bar   *progress
	total int
}

func newShardWorker(c *cobra.Command, lines *shard.Lines, keys int) *worker {
	return &worker{lines, newProgress(c.ErrOrStderr(), "keys"), keys}
}

// resultsAlone sends what the command prints to standard error, but for the
// lines of a worker that was made before.
func resultsAlone(c *cobra.Command) { c.SetOut(c.ErrOrStderr()) }

// add writes a line. An error of the machine is returned in place of a line.
func (w *worker) add(l shard.Line, err error) error {
	if shard.IsFault(err) {
		return fmt.Errorf("%s: %w", l.Key, err)
	}
	if err != nil {
		l = shard.Line{Key: l.Key, Error: strings.TrimSpace(err.Error())}
	}
	if err := w.lines.Add(l); err != nil {
		return fmt.Errorf("the line of %s cannot be written: %w", l.Key, err)
	}
	w.bar.update(w.lines.Tally().All(), w.total, l.Key)
	return nil
}

// finish says on standard error how many keys there were.
func (w *worker) finish(c *cobra.Command, err error) error {
	w.bar.finish()
	t := w.lines.Tally()
	fmt.Fprintf(c.ErrOrStderr(), "%s made, %s kept, %s failed, of %s\n", text.Count(t.Made), text.Count(t.Kept), text.Count(t.Failed), text.Plural(w.total, "key"))
	if err != nil {
		return fmt.Errorf("%w\nWhat is finished stays: run the same again, and it goes on from there", err)
	}
	return nil
}

// checkDayKey is for commands whose keys are days of a source.
func checkDayKey(key string) error {
	_, err := shard.ParseKey(key)
	return err
}

// dayKeys parses keys that were checked.
func dayKeys(keys []string) ([]shard.Key, error) {
	out := make([]shard.Key, len(keys))
	var errs []error
	for i, key := range keys {
		var err error
		out[i], err = shard.ParseKey(key)
		errs = append(errs, err)
	}
	return out, errors.Join(errs...)
}

// notKept is why results of a day are not in the cache.
const notKept = "are not kept, as the file was changed less than two seconds ago, or its time is ahead of this machine's clock; run this key again"

// bySymbol calls do for each symbol of keys that are sorted.
func bySymbol(keys []shard.Key, do func(symbol string, keys []shard.Key) error) error {
	for len(keys) > 0 {
		symbol, n := keys[0].Symbol, 1
		for n < len(keys) && keys[n].Symbol == symbol {
			n++
		}
		if err := do(symbol, keys[:n]); err != nil {
			return err
		}
		keys = keys[n:]
	}
	return nil
}

// thereIs is an error if there is no data directory, for which no key is to
// blame.
func thereIs(dir string) error {
	there, err := store.IsFolder(dir)
	if err == nil && !there {
		err = dataset.ErrNoDirectory
	}
	if err != nil {
		return fmt.Errorf("--data: %s: %w", dir, err)
	}
	return nil
}
