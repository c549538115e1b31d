package lock

import (
	"strings"

	"flakewalk/model"
)

// OutputArgs are the arguments that a flake's outputs function takes.
type OutputArgs struct {
	// Names are the named arguments.
	Names []string
	// Bound is set when all inputs are at hand, as in `inputs:`, `{ self, ... }@inputs:`
	// or where `self.inputs` is mentioned, so that any of them may be used.
	Bound bool
}

// FindOutputArgs reads the arguments of the outputs function from the text of a
// flake.nix. ok is false where the text does not show them, as when the function
// is made elsewhere.
func FindOutputArgs(flakeNix string) (args OutputArgs, ok bool) {
	p := nixTokens{text: flakeNix}
	if p.next() != "{" {
		return OutputArgs{}, false
	}
	for depth := 1; depth > 0; {
		switch token := p.next(); token {
		case "":
			return OutputArgs{}, false
		case "{", "(", "[", "${":
			depth++
		case "}", ")", "]":
			depth--
		case "outputs":
			if depth == 1 && p.next() == "=" {
				args, ok = p.pattern()
				args.Bound = args.Bound || ok && reachesInputs(p.text[p.at:])
				return args, ok
			}
		}
	}
	return OutputArgs{}, false
}

// reachesInputs tells whether the text of a function gets at all inputs by way of
// the flake itself.
func reachesInputs(body string) bool {
	return strings.Contains(body, "self.inputs") || strings.Contains(body, "(self)")
}

// pattern reads the head of a function (Nix manual, "Functions").
func (p *nixTokens) pattern() (args OutputArgs, ok bool) {
	token := p.next()
	for token == "(" {
		token = p.next()
	}
	if token != "{" {
		if !model.IsIdentifier(token) {
			return OutputArgs{}, false
		}
		switch p.next() {
		case ":":
			return OutputArgs{Bound: true}, true
		case "@":
		default:
			return OutputArgs{}, false // it is called or selected from: not a function's head
		}
		if p.next() != "{" {
			return OutputArgs{}, false
		}
		args.Bound = true
	}
	if args.Names, ok = p.formals(); !ok {
		return OutputArgs{}, false
	}
	switch p.next() {
	case ":":
		return args, true
	case "@":
		args.Bound = true
		p.next()
		return args, p.next() == ":"
	}
	return OutputArgs{}, false // a plain set
}

// formals reads named arguments up to the closing brace.
func (p *nixTokens) formals() (names []string, ok bool) {
	for {
		token := p.next()
		switch {
		case token == "}":
			return names, true
		case token == "..." || token == ",":
			continue
		case !model.IsIdentifier(token):
			return nil, false
		}
		names = append(names, token)
		switch p.next() {
		case "}":
			return names, true
		case ",":
		case "?":
			if end := p.skipDefault(); end != "," {
				return names, end == "}"
			}
		default:
			return nil, false
		}
	}
}

// skipDefault skips the default of an argument and returns the token after it.
func (p *nixTokens) skipDefault() string {
	for depth := 0; ; {
		switch token := p.next(); token {
		case "":
			return ""
		case "{", "(", "[", "${":
			depth++
		case "}", ")", "]", ",":
			if depth == 0 {
				return token
			}
			if token != "," {
				depth--
			}
		}
	}
}

// nixTokens cuts the text of a Nix file into tokens, as far as that is needed to
// find matching brackets: comments are left out, a string is one token.
type nixTokens struct {
	text string
	at   int
}

// next is the next token, "" at the end.
func (p *nixTokens) next() string {
	p.skipBlank()
	from := p.at
	rest := p.text[p.at:]
	switch {
	case rest == "":
		return ""
	case rest[0] == '"':
		p.skipString(1, `"`)
	case strings.HasPrefix(rest, "''"):
		p.skipString(2, "''")
	case strings.HasPrefix(rest, "..."):
		p.at += 3
	case strings.HasPrefix(rest, "${"):
		p.at += 2
	case isWordByte(rest[0]):
		for p.at < len(p.text) && isWordByte(p.text[p.at]) {
			p.at++
		}
	default:
		p.at++
	}
	return p.text[from:p.at]
}

func (p *nixTokens) skipBlank() {
	for p.at < len(p.text) {
		rest := p.text[p.at:]
		switch {
		case strings.IndexByte(" \t\r\n", rest[0]) >= 0:
			p.at++
		case rest[0] == '#':
			p.skipPast(rest, "\n")
		case strings.HasPrefix(rest, "/*"):
			p.skipPast(rest, "*/")
		default:
			return
		}
	}
}

func (p *nixTokens) skipPast(rest, end string) {
	i := strings.Index(rest[min(len(rest), len(end)):], end)
	if i < 0 {
		p.at = len(p.text)
		return
	}
	p.at += len(end) + i + len(end)
}

// skipString skips a string whose opening quote has so many bytes, with the
// expressions in it.
func (p *nixTokens) skipString(opening int, quote string) {
	p.at += opening
	for p.at < len(p.text) {
		rest := p.text[p.at:]
		switch {
		case quote == `"` && rest[0] == '\\':
			p.at += min(2, len(rest))
		case quote == "''" && (strings.HasPrefix(rest, "'''") || strings.HasPrefix(rest, "''$")):
			p.at += 3
		case quote == "''" && strings.HasPrefix(rest, `''\`):
			p.at += min(4, len(rest))
		case strings.HasPrefix(rest, quote):
			p.at += len(quote)
			return
		case strings.HasPrefix(rest, "$${"):
			p.at += 3
		case strings.HasPrefix(rest, "${"):
			p.at += 2
			p.skipInterpolation()
		default:
			p.at++
		}
	}
}

func (p *nixTokens) skipInterpolation() {
	for depth := 1; depth > 0; {
		switch p.next() {
		case "":
			return
		case "{", "${":
			depth++
		case "}":
			depth--
		}
	}
}

func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '\'' || c == '.'
}
