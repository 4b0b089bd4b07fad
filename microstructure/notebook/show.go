package notebook

import (
	"io"
	"os"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// Table is a table that renders itself as HTML and as text, with the literal
// content of its cells.
type Table interface {
	HTML() string
	WriteText(to io.Writer) error
}

// Show displays a figure, a table or Markdown; anything else as fmt.Print would
// write it. It ends the cell if a figure cannot be drawn.
func Show(shown any) {
	switch shown := shown.(type) {
	case Figure:
		showFigure(shown)
	case Table:
		showTable(shown)
	case interface{ Markdown() string }:
		Markdown("%s", shown)
	default:
		Printf("%v\n", shown)
	}
}

func showTable(t Table) {
	if !gonbui.IsNotebook {
		Check(t.WriteText(os.Stdout))
		return
	}
	send(protocol.MIMETextHTML, t.HTML())
}
