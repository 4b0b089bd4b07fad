package command

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/tickbook/tickbook/microstructure/internal/escape"
	"golang.org/x/term"
)

// linePeriod is the time between two lines of progress where there is no
// terminal.
const linePeriod = 5 * time.Second

// A screen is standard error: what is written to it shows no control
// characters, but a bar may be drawn into its file.
type screen struct {
	io.Writer
	file *os.File
}

// A progress shows the progress of a task: a bar on a terminal, a line now and
// then elsewhere. Its methods may be called concurrently.
type progress struct {
	out   io.Writer
	what  string
	bar   *progressbar.ProgressBar
	start time.Time

	mu       sync.Mutex // guards what follows
	last     time.Time
	finished bool
}

func newProgress(out io.Writer, what string) *progress {
	p := &progress{out: out, what: what, start: time.Now(), last: time.Now()}
	if s, ok := out.(screen); ok && term.IsTerminal(int(s.file.Fd())) {
		p.bar = progressbar.NewOptions(-1,
			progressbar.OptionSetWriter(s.file),
			progressbar.OptionSetDescription(what),
			progressbar.OptionShowCount(),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionClearOnFinish(),
		)
	}
	return p
}

// update shows that done of total are finished; note adds to it, such as a
// rate.
func (p *progress) update(done, total int, note string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.finished { // what is interrupted may still go on for a moment
		return
	}
	if p.bar != nil {
		p.bar.ChangeMax(total)
		p.bar.Describe(p.what + " " + escape.Line(note))
		_ = p.bar.Set(done)
		return
	}
	now := time.Now()
	if done < total && now.Sub(p.last) < linePeriod {
		return
	}
	p.last = now
	elapsed := now.Sub(p.start)
	left := time.Duration(0)
	if done > 0 {
		left = time.Duration(float64(elapsed) / float64(done) * float64(total-done))
	}
	fmt.Fprintf(p.out, "%s [%d/%d] %s elapsed %s, left %s\n", p.what, done, total, note,
		elapsed.Round(100*time.Millisecond), left.Round(100*time.Millisecond))
}

// finish ends the bar.
func (p *progress) finish() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.finished = true
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
