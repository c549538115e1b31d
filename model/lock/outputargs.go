package lock

import (
	"strings"

	"flakewalk/model/nixlex"
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
	r := newReader(flakeNix)
	if !r.attribute("outputs") {
		return OutputArgs{}, false
	}
	args, ok = r.pattern()
	args.Bound = args.Bound || ok && reachesInputs(r.rest())
	return args, ok
}

// reachesInputs tells whether the text of a function gets at all inputs by way of
// the flake itself.
func reachesInputs(body string) bool {
	return strings.Contains(body, "self.inputs") || strings.Contains(body, "(self)")
}

// pattern reads the head of a function (Nix manual, "Functions").
func (r *reader) pattern() (args OutputArgs, ok bool) {
	token := r.next()
	for token == "(" {
		token = r.next()
	}
	if token != "{" {
		if !nixlex.Identifier(token) {
			return OutputArgs{}, false
		}
		switch r.next() {
		case ":":
			return OutputArgs{Bound: true}, true
		case "@":
		default:
			return OutputArgs{}, false // it is called or selected from: not a function's head
		}
		if r.next() != "{" {
			return OutputArgs{}, false
		}
		args.Bound = true
	}
	if args.Names, ok = r.formals(); !ok {
		return OutputArgs{}, false
	}
	switch r.next() {
	case ":":
		return args, true
	case "@":
		args.Bound = true
		r.next()
		return args, r.next() == ":"
	}
	return OutputArgs{}, false // a plain set
}

// formals reads named arguments up to the closing brace.
func (r *reader) formals() (names []string, ok bool) {
	for {
		token := r.next()
		switch {
		case token == "}":
			return names, true
		case token == "..." || token == ",":
			continue
		case !nixlex.Identifier(token):
			return nil, false
		}
		names = append(names, token)
		switch r.next() {
		case "}":
			return names, true
		case ",":
		case "?":
			if end := r.skipDefault(); end != "," {
				return names, end == "}"
			}
		default:
			return nil, false
		}
	}
}

// skipDefault skips the default of an argument and returns the token after it.
func (r *reader) skipDefault() string {
	for depth := 0; ; {
		switch token := r.next(); token {
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

// reader reads the text of a flake.nix token by token.
type reader struct {
	text   string
	tokens []nixlex.Token
	at     int
}

func newReader(text string) *reader { return &reader{text: text, tokens: nixlex.Lex(text)} }

// literal stands for a piece of a string, and for what else has no structure.
const literal = `"`

// next is the next token that means something, "" at the end.
func (r *reader) next() string {
	r.skipBlank()
	if r.at == len(r.tokens) {
		return ""
	}
	t := r.tokens[r.at]
	r.at++
	switch t.Kind { //nolint:exhaustive // the others are words and signs
	case nixlex.String, nixlex.Escape, nixlex.Path, nixlex.Opaque:
		return literal
	}
	return r.text[t.From:t.To]
}

// skipBlank goes on to what is neither white space nor a comment.
func (r *reader) skipBlank() {
	for ; r.at < len(r.tokens); r.at++ {
		t := r.tokens[r.at]
		blank := t.Kind == nixlex.Plain && strings.Trim(r.text[t.From:t.To], " \t\r\n") == ""
		if t.Kind != nixlex.Comment && !blank {
			return
		}
	}
}

// rest is the text that was not read.
func (r *reader) rest() string {
	if r.at == len(r.tokens) {
		return ""
	}
	return r.text[r.tokens[r.at].From:]
}

// attribute goes on to the value of an attribute of the flake itself. It returns false
// where there is none.
func (r *reader) attribute(name string) bool {
	if r.next() != "{" {
		return false
	}
	var last [2]string // the tokens before
	for depth := 1; depth > 0; {
		token := r.next()
		switch token {
		case "":
			return false
		case "{", "(", "[", "${":
			depth++
		case "}", ")", "]":
			depth--
		case "=":
			if depth == 1 && last[1] == name && last[0] != "." {
				return true
			}
		}
		last = [2]string{last[1], token}
	}
	return false
}
