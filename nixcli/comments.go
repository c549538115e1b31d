package nixcli

import "strings"

// maxNesting is how deep strings within strings are followed: enough for any source
// that people write.
const maxNesting = 100

// commentsIn finds the comments in the beginning of a Nix source. Strings are read
// as such, for what looks like a comment in one is none.
func commentsIn(src string) []span {
	s := &commentScanner{src: src}
	s.code(0)
	return s.found
}

// commentScanner reads so much of the Nix language as tells comments from the rest
// (Nix manual, "String literal" and "Comments").
type commentScanner struct {
	src   string
	at    int
	found []span
}

// has tells whether a text comes next.
func (s *commentScanner) has(text string) bool { return strings.HasPrefix(s.src[s.at:], text) }

// skip goes on by so many bytes, or to the end.
func (s *commentScanner) skip(n int) { s.at = min(s.at+n, len(s.src)) }

// code reads expressions up to the end, or to the brace that ends an interpolation.
func (s *commentScanner) code(nesting int) {
	if nesting > maxNesting {
		s.at = len(s.src)
	}
	braces := 0
	for s.at < len(s.src) {
		switch c := s.src[s.at]; {
		case c == '#':
			s.comment("\n", 0)
		case s.has("/*"):
			s.comment("*/", len("*/"))
		case c == '"':
			s.skip(1)
			s.quoted(nesting)
		case s.has("''"):
			s.skip(2)
			s.indented(nesting)
		case identifierByte(c):
			for s.at < len(s.src) && identifierByte(s.src[s.at]) {
				s.at++
			}
		case c == '}' && braces == 0 && nesting > 0:
			s.skip(1)
			return
		default:
			switch c {
			case '{':
				braces++
			case '}':
				braces--
			}
			s.skip(1)
		}
	}
}

// comment notes a comment up to a text, of which so much belongs to it. One that
// does not end is none.
func (s *commentScanner) comment(end string, length int) {
	begin := s.at
	mark := min(len("/*"), len(s.src)-begin)
	if s.src[begin] == '#' {
		mark = 1
	}
	i := strings.Index(s.src[begin+mark:], end)
	if i < 0 {
		s.at = len(s.src)
		return
	}
	s.at = begin + mark + i + length
	s.found = append(s.found, span{begin, s.at})
}

// quoted reads a string in double quotes behind the first of them.
func (s *commentScanner) quoted(nesting int) {
	for s.at < len(s.src) {
		switch {
		case s.has(`\`), s.has("$$"):
			s.skip(2)
		case s.has("${"):
			s.skip(2)
			s.code(nesting + 1)
		case s.has(`"`):
			s.skip(1)
			return
		default:
			s.skip(1)
		}
	}
}

// indented reads a string in two single quotes behind the first two.
func (s *commentScanner) indented(nesting int) {
	for s.at < len(s.src) {
		switch {
		case s.has("'''"), s.has("''$"):
			s.skip(3)
		case s.has(`''\`):
			s.skip(4)
		case s.has("$$"):
			s.skip(2)
		case s.has("${"):
			s.skip(2)
			s.code(nesting + 1)
		case s.has("''"):
			s.skip(2)
			return
		default:
			s.skip(1)
		}
	}
}

// identifierByte tells whether a byte can stand in an identifier, a quote among them.
func identifierByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '\''
}
