package golden

import (
	"strconv"
	"strings"
)

// properties parses a style attribute, colours in lower case.
func properties(style string) map[string]string {
	out := map[string]string{}
	for p := range strings.SplitSeq(style, ";") {
		name, value, _ := strings.Cut(p, ":")
		out[name] = strings.ToLower(value)
	}
	return out
}

// colour returns the "fill" or "stroke" colour, with its opacity if it has one.
func colour(at map[string]string, of string) string {
	out := at[of]
	if out == "" {
		out = "#000000"
	}
	if opacity, err := strconv.ParseFloat(at[of+"-opacity"], 64); err == nil {
		out += " at " + short(opacity)
	}
	return out
}

// stroke returns colour, width and dashes of a line.
func stroke(at map[string]string) string {
	out, width := colour(at, "stroke"), at["stroke-width"]
	if width == "" {
		width = "1"
	}
	out += " " + width
	if dashes := at["stroke-dasharray"]; dashes != "" {
		out += " dashed " + strings.ReplaceAll(dashes, ",", "-")
	}
	return out
}
