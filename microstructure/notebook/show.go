package notebook

import (
	"io"
	"os"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/figure"
	"github.com/tickbook/tickbook/microstructure/reference"
	"github.com/tickbook/tickbook/microstructure/report"
	"github.com/tickbook/tickbook/microstructure/table"
)

// Table is a table that renders itself as HTML and as text, with the literal
// content of its cells.
type Table interface {
	HTML() string
	WriteText(to io.Writer) error
}

// shownRows are the rows that are shown of a value that is not a table itself.
const shownRows = 20

// Show displays a figure, a *plot.Plot, a table, Markdown, a study of either
// procedure, a verdict, a slice of structs, such as a ledger, a map, or a
// struct; anything else, and a struct that is a fmt.Stringer, as fmt.Print
// would write it. It ends the cell if a figure cannot be drawn.
func Show(shown any) {
	switch shown := shown.(type) {
	case nil:
		Printf("nil\n")
		return
	case Figure:
		showFigure(shown)
		return
	case Table:
		showTable(shown)
		return
	case interface{ Markdown() string }:
		Markdown("%s", shown)
		return
	case *reference.Study:
		showStudy(shown)
		return
	case *evidence.Evidence:
		showEvidence(shown)
		return
	case evidence.Verdict:
		showTable(report.Gates(shown))
		return
	case error:
		Printf("%v\n", shown)
		return
	}
	if f, ok := figure.Of(shown); ok {
		showFigure(f)
		return
	}
	if t, ok := table.Of(shown); ok {
		showTable(t.First(shownRows))
		return
	}
	Printf("%v\n", shown)
}

// showStudy shows how far the reference procedure came, and what it says.
func showStudy(s *reference.Study) {
	if s == nil {
		Printf("no study\n")
		return
	}
	showTable(report.IC(s))
	if s.Deciles.Of != nil {
		showTable(report.DecileSpreads(s))
	}
	if s.Sweep != nil {
		showTable(report.TopTrials(s, 5))
	}
	if s.Stopped != nil {
		Printf("The procedure stops here: %v\n", s.Stopped)
		return
	}
	showTable(report.InOut(s))
	Markdown("%s", report.Verdict(s))
}

func showEvidence(e *evidence.Evidence) {
	if e == nil {
		Printf("no evidence\n")
		return
	}
	showTable(report.RobustIC(e))
	showTable(report.OutOfSample(e))
	showTable(report.Gates(e.Verdict))
}

func showTable(t Table) {
	if !gonbui.IsNotebook {
		Check(t.WriteText(os.Stdout))
		return
	}
	send(protocol.MIMETextHTML, t.HTML())
}
