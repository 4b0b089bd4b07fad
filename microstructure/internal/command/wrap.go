package command

import (
	"bytes"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"
)

// wrapped breaks lines that are wider than the terminal that file is, between
// words; what goes to anything else is left as it is.
func wrapped(to io.Writer, file *os.File) io.Writer {
	if !term.IsTerminal(int(file.Fd())) {
		return to
	}
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil || width < 20 {
		return to
	}
	return &wrapper{to: to, width: width}
}

// A wrapper breaks lines between words. What was written of a line that has not
// ended waits for its end.
type wrapper struct {
	to    io.Writer
	width int
	line  []byte
}

func (w *wrapper) Write(p []byte) (int, error) {
	w.line = append(w.line, p...)
	end := bytes.LastIndexByte(w.line, '\n') + 1
	if end == 0 {
		return len(p), nil
	}
	var out strings.Builder
	for line := range strings.Lines(string(w.line[:end])) {
		out.WriteString(wrapLine(line, w.width))
	}
	w.line = append(w.line[:0], w.line[end:]...)
	_, err := io.WriteString(w.to, out.String())
	return len(p), err
}

// wrapLine breaks a line between words so that none is wider than width, if no
// word is. The rest is indented by two spaces more than the line.
func wrapLine(line string, width int) string {
	if utf8.RuneCountInString(strings.TrimRight(line, "\n")) <= width {
		return line
	}
	indent := line[:len(line)-len(strings.TrimLeft(line, " "))] + "  "
	if len(indent) > width/2 {
		indent = "  "
	}
	var out strings.Builder
	for first := true; ; first = false {
		if !first {
			line = indent + strings.TrimLeft(line, " ")
		}
		at := breakAt(line, width)
		if at < 0 {
			out.WriteString(line)
			return out.String()
		}
		out.WriteString(strings.TrimRight(line[:at], " ") + "\n")
		line = line[at:]
	}
}

// breakAt is the place of the last space at which a line can be broken, after
// its indentation; the first one if the word before it is too wide, and -1 if
// the line fits or is one word.
func breakAt(line string, width int) int {
	at, column := -1, 0
	for i, r := range line {
		if r == '\n' {
			break
		}
		if r == ' ' && strings.Trim(line[:i], " ") != "" && (column <= width || at < 0) {
			at = i
		}
		column++
	}
	if column <= width || at < 0 || strings.TrimSpace(line[at:]) == "" {
		return -1
	}
	return at
}
