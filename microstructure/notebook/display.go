package notebook

import (
	"fmt"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// send shows one output and waits until the notebook has it.
func send(mime protocol.MIMEType, content any, metadata map[string]any) {
	gonbui.SendData(&protocol.DisplayData{
		Data:     map[protocol.MIMEType]any{mime: content},
		Metadata: metadata,
	})
	gonbui.Sync()
}

// Printf shows formatted text. Unlike the text of fmt.Printf, which travels on a stream of its own, it keeps its place
// among the figures and tables of a cell.
func Printf(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if !gonbui.IsNotebook {
		fmt.Print(text)
		return
	}
	send(protocol.MIMETextPlain, text, nil)
}

// Markdown shows formatted text as Markdown.
func Markdown(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if !gonbui.IsNotebook {
		fmt.Println(text)
		return
	}
	send(protocol.MIMETextMarkdown, text, nil)
}
