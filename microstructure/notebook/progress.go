package notebook

import (
	"fmt"
	"html"
	"io"
	"os"
	"sync"
	"time"

	"github.com/janpfeifer/gonb/gonbui"
)

const (
	notebookPeriod = 200 * time.Millisecond // between two states of the bar
	plainPeriod    = 2 * time.Second        // between two lines outside a notebook
)

// Progress shows the progress of a long task: a live bar in a notebook, which
// is left out of the exported report, and lines on standard error elsewhere.
// Its methods may be called from several goroutines.
type Progress struct {
	label, unit string
	lines       io.Writer
	now         func() time.Time

	mu          sync.Mutex
	id          string
	start, last time.Time
	done, total int
	finished    bool
}

// NewProgress starts the clock of a task that label names; unit names what it
// counts, in the plural, such as "days".
func NewProgress(label, unit string) *Progress {
	p := &Progress{label: label, unit: unit, lines: os.Stderr, now: time.Now}
	p.start = p.now()
	if gonbui.IsNotebook {
		p.id = "progress_" + gonbui.UniqueId()
	}
	return p
}

// Update reports that done of total units are finished. It may be called often:
// the display changes a few times per second.
func (p *Progress) Update(done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done, p.total = done, total
	now := p.now()
	period := plainPeriod
	if gonbui.IsNotebook {
		period = notebookPeriod
	}
	if p.finished || now.Sub(p.last) < period {
		return
	}
	p.last = now
	p.show(p.state(now))
}

// Done ends the task: the bar gives way to one line with the count, the time
// and the rate.
func (p *Progress) Done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.finished {
		return
	}
	p.finished = true
	elapsed := p.now().Sub(p.start)
	p.show(fmt.Sprintf("%s: %d %s in %s%s", p.label, p.done, p.unit, short(elapsed), p.rate(elapsed)))
	if gonbui.IsNotebook {
		gonbui.Sync()
	}
}

// state describes the running task: count, rate and remaining time at this
// rate.
func (p *Progress) state(now time.Time) string {
	elapsed := now.Sub(p.start)
	text := fmt.Sprintf("%s: %d of %d %s%s", p.label, p.done, p.total, p.unit, p.rate(elapsed))
	if p.done > 0 && p.done < p.total {
		remaining := time.Duration(float64(elapsed) / float64(p.done) * float64(p.total-p.done))
		text += ", " + short(remaining) + " left"
	}
	return text
}

func (p *Progress) rate(elapsed time.Duration) string {
	if p.done == 0 || elapsed <= 0 {
		return ""
	}
	return fmt.Sprintf(", %.3g %s/s", float64(p.done)/elapsed.Seconds(), p.unit)
}

func (p *Progress) show(text string) {
	if p.id == "" {
		fmt.Fprintln(p.lines, text)
		return
	}
	bar := ""
	if !p.finished {
		bar = fmt.Sprintf(`<progress value="%d" max="%d" style="width:24em;margin-right:1em"></progress>`,
			p.done, max(p.total, 1))
	}
	// The attribute is what the exporter looks for.
	gonbui.UpdateHTML(p.id, fmt.Sprintf("<div data-tickbook-progress>%s%s</div>", bar, html.EscapeString(text)))
}

// short rounds a duration for display: tenths of a second below ten seconds,
// seconds above.
func short(d time.Duration) string {
	if d < 10*time.Second {
		return fmt.Sprintf("%.1fs", d.Seconds())
	}
	return d.Round(time.Second).String()
}
