package report

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/escape"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/reference"
)

// Markdown is text in Markdown, whose literal parts are escaped.
type Markdown string

// Markdown marks m as Markdown for package notebook.
func (m Markdown) Markdown() string { return string(m) }

// BothVerdicts compares the gated verdict with the reference's: the label, its
// reasons, and how the two differ.
func BothVerdicts(s *reference.Study, v evidence.Verdict) Markdown {
	var b strings.Builder
	label := cmp.Or(string(v.Label), "no verdict")
	fmt.Fprintf(&b, "**%s.**\n\n", strings.ToUpper(label[:1])+label[1:])
	for _, reason := range v.Reasons {
		fmt.Fprintf(&b, "- %s\n", escape.Markdown(reason))
	}
	b.WriteString("\n" + difference(s, v) + "\n")
	return Markdown(b.String())
}

func difference(s *reference.Study, v evidence.Verdict) string {
	if s.Stopped != nil {
		return "The reference procedure has no answer to compare."
	}
	label := reference.Judge(s.BestTest)
	said := fmt.Sprintf("The reference procedure says %s: it judges the mean of %s, of the configuration that did best on the span it is judged on, out of %d. ",
		label, text.Plural(s.BestTest.N, "round trip"), len(whole(s).WalkForward.Trials))
	switch {
	case label == reference.Positive && v.Label != evidence.Edge:
		return said + "The gates do not confirm it."
	case label != reference.Positive && v.Label == evidence.Edge:
		return said + "The gates, which choose in train and count every day, find an edge all the same."
	}
	return said + "The gates come to the same view on better grounds: they choose in train, fill later, and count what luck would bring."
}
