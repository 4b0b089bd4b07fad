package notebook

import (
	"fmt"
	"io"
	"strings"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
	"github.com/tickbook/tickbook/microstructure/internal/escape"
)

// send shows one output and waits until the notebook has it.
func send(mime protocol.MIMEType, content any) {
	sendAll(map[protocol.MIMEType]any{mime: content}, nil)
}

// sendAll shows one output in several forms, of which a reader takes one.
func sendAll(forms map[protocol.MIMEType]any, metadata map[string]any) {
	gonbui.SendData(&protocol.DisplayData{Data: forms, Metadata: metadata})
	gonbui.Sync()
}

// Printf shows formatted text, with control characters other than newlines and
// tabs written as \u001b and the like. Unlike the output of fmt.Printf, which
// is a separate stream, it keeps its place among the figures and tables of a
// cell.
func Printf(format string, args ...any) {
	text := escape.Text(fmt.Sprintf(format, args...))
	if !gonbui.IsNotebook {
		fmt.Print(text)
		return
	}
	send(protocol.MIMETextPlain, text)
}

// Markdown shows formatted text as Markdown. Only the format is Markdown: args
// come from data and are shown as they are, whatever they hold. An argument
// that is Markdown itself has a method Markdown() string that returns it.
func Markdown(format string, args ...any) {
	if !gonbui.IsNotebook {
		fmt.Println(escape.Text(fmt.Sprintf(format, args...)))
		return
	}
	send(protocol.MIMETextMarkdown, markdown(format, args))
}

func markdown(format string, args []any) string {
	literals := make([]any, len(args))
	for i, arg := range args {
		literals[i] = literal{arg}
	}
	return fmt.Sprintf(format, literals...)
}

// literal formats a value as fmt does, and escapes Markdown.
type literal struct{ value any }

func (l literal) Format(s fmt.State, verb rune) {
	text := ""
	if m, ok := l.value.(interface{ Markdown() string }); ok {
		text = m.Markdown()
	} else {
		text = escape.Markdown(fmt.Sprintf(fmt.FormatString(s, verb), l.value))
	}
	_, _ = io.WriteString(s, text) // into a string
}

// List shows lines of literal text as a list.
func List(lines []string) {
	if len(lines) == 0 {
		return
	}
	args := make([]any, len(lines))
	for i, line := range lines {
		args[i] = line
	}
	Markdown(strings.TrimSuffix(strings.Repeat("- %s\n", len(lines)), "\n"), args...)
}
