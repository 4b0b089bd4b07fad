package microstructure

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCheckName(t *testing.T) {
	for _, good := range []string{
		"BTCUSDT", "1000PEPEUSDT", "BTC-USDT-SWAP", "BTCUSD_PERP", "BTC-27DEC24", "binance_futures", "a", "7", "a.b", "x-", "x_",
		"币安人生USDT", "ÉTHUSDT", "コイン", "٣ETH", "console", "COM10", "COMP", "NULS", "com", strings.Repeat("x", maxNameBytes),
	} {
		if err := CheckName("symbol", good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for bad, why := range map[string]string{
		"":                           "empty",
		".":                          "begins with '.'",
		"..":                         "begins with '.'",
		".hidden":                    "begins with '.'",
		"-rf":                        "begins with '-'",
		"_x":                         "begins with '_'",
		"../../x":                    "contains '/'",
		"a/b":                        "contains '/'",
		`a\b`:                        `contains '\\'`,
		"/etc":                       "contains '/'",
		"C:x":                        "contains ':'",
		"a b":                        "contains ' '",
		" a":                         "contains ' '",
		"a,b":                        "contains ','",
		"a\x00b":                     `contains '\x00'`,
		"a\x1b[31mb":                 `contains '\x1b'`,
		"a\nb":                       `contains '\n'`,
		"a\u202eb":                   `contains '\u202e'`,
		"a\u200bb":                   `contains '\u200b'`,
		"a\ufeff":                    `contains '\ufeff'`,
		"e\u0301":                    "contains '\u0301'",
		"<script>":                   "contains '<'",
		"a\"b":                       `contains '"'`,
		"a|b":                        "contains '|'",
		"$(id)":                      "contains '$'",
		"a*":                         "contains '*'",
		"a\xff":                      "not valid UTF-8",
		"\xc0\xaf":                   "not valid UTF-8",
		"a.":                         "ends with a dot",
		"a..":                        "ends with a dot",
		"NUL":                        "Windows",
		"nul.txt":                    "Windows",
		"Com1":                       "Windows",
		"lpt9.2025.csv":              "Windows",
		strings.Repeat("x", 101):     "101 bytes",
		strings.Repeat("币", 300_000): "bytes",
	} {
		err := CheckName("symbol", bad)
		if !errors.Is(err, ErrName) || !strings.HasPrefix(err.Error(), "symbol ") {
			t.Errorf("%.20q: %v", bad, err)
			continue
		}
		if text := err.Error(); !strings.Contains(text, why) || !utf8.ValidString(text) || strings.ContainsAny(text, "\x00\x1b\n\u202e\u200b") || len(text) > 600 {
			t.Errorf("%.20q: %.600s, want %q", bad, text, why)
		}
	}
}

func TestCheckSources(t *testing.T) {
	for list, ok := range map[string]bool{
		"a:x,b:y": true, "a:x,a:y": false, "a:x,b:x": false, "a:x,A:y": false, "a:x,b:X": true, "a:": false, ":x": false, "a:b:c": false, "a:../b": false,
	} {
		if _, err := ParseSources(list); (err == nil) != ok {
			t.Errorf("%q: %v", list, err)
		}
	}
	if err := CheckSources(nil); err != nil {
		t.Errorf("none: %v", err)
	}
	if err := CheckSources([]Source{{Name: "a"}}); !errors.Is(err, ErrName) {
		t.Errorf("no label: %v", err)
	}
}
