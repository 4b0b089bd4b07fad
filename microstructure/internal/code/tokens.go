package code

import (
	"crypto/sha256"
	"encoding/hex"
	"go/scanner"
	"go/token"
	"hash"
	"io"
)

// tokens digests Go source without comments and layout.
func tokens(src []byte) string {
	h := sha256.New()
	var s scanner.Scanner
	fset := token.NewFileSet()
	s.Init(fset.AddFile("", -1, len(src)), src, nil, 0)
	comma := false
	for {
		_, tok, literal := s.Scan()
		if comma && tok != token.RPAREN && tok != token.RBRACE && tok != token.RBRACK {
			write(h, token.COMMA, "")
		}
		if comma = tok == token.COMMA; comma {
			continue // the last comma of a list is optional
		}
		switch tok {
		case token.EOF:
			return hex.EncodeToString(h.Sum(nil))
		case token.SEMICOLON: // or the end of a line
			literal = ""
		}
		write(h, tok, literal)
	}
}

func write(h hash.Hash, tok token.Token, literal string) {
	io.WriteString(h, tok.String())
	io.WriteString(h, " ")
	io.WriteString(h, literal)
	io.WriteString(h, "\n")
}
