package nixcli

import (
	"strings"

	"github.com/tidwall/gjson"

	"flakewalk/model"
	"flakewalk/model/words"
)

// What stands for a value that is not printed.
const (
	unforced = "…"       // not evaluated
	failing  = "«error»" // cannot be evaluated
)

const (
	lineWidth  = 76 // of a list or set that is on one line
	shortWidth = 8  // of parts that share lines, such as numbers
)

// nixText writes a value as the probes print it as Nix, on several lines where
// one is not enough.
func nixText(v gjson.Result) string { return valueText(v, 0) }

// valueText writes a value whose first line is indented by so many levels already.
func valueText(v gjson.Result, level int) string {
	if !v.IsObject() {
		return failing
	}
	switch t := str(v, "t"); t {
	case "list":
		return listText(v, level)
	case "set":
		return setText(v, level)
	case "string":
		return stringText(v, level)
	case "lambda":
		return lambdaText(v)
	case "derivation":
		return "«derivation " + str(v, "v") + "»"
	case "null":
		return "null"
	case "code":
		return strings.TrimSpace(str(v, "v"))
	case "prose":
		return "«" + model.FirstLine(str(v, "v")) + "»"
	default:
		return str(v, "v")
	}
}

func listText(v gjson.Result, level int) string {
	n := natural(v, "n")
	elements := v.Get("e")
	if !elements.Exists() {
		return folded("[", "]", n, "element")
	}
	var parts []string
	for _, e := range elements.Array() {
		text := valueText(e, level+1)
		if call(e) {
			text = "(" + text + ")"
		}
		parts = append(parts, text)
	}
	return enclose("[", "]", append(parts, more(n-len(parts))...), level)
}

// call tells whether an element of a list must stand in parentheses: the text of
// an option may be any expression.
func call(e gjson.Result) bool {
	code := strings.TrimSpace(str(e, "v"))
	return str(e, "t") == "code" && strings.ContainsAny(code, " \n") && !strings.HasPrefix(code, "(")
}

func setText(v gjson.Result, level int) string {
	n := natural(v, "n")
	if !v.Get("k").Exists() {
		return folded("{", "}", n, "attribute")
	}
	values := v.Get("e")
	names, all := v.Get("k").Array(), values.Array()
	if values.Exists() {
		names = names[:min(len(names), len(all))]
	}
	parts := make([]string, 0, len(names))
	for i, name := range names {
		text := unforced
		if values.Exists() {
			text = valueText(all[i], level+1)
		}
		parts = append(parts, model.Attr(name.Str).String()+" = "+text+";")
	}
	return enclose("{", "}", append(parts, more(n-len(parts))...), level)
}

// more says how many are left out.
func more(n int) []string {
	if n <= 0 {
		return nil
	}
	return []string{"«" + words.Number(n) + " more»"}
}

// folded is a list or set of which only the size is told.
func folded(begin, end string, n int, what string) string {
	if n == 0 {
		return begin + " " + end
	}
	return begin + " «" + words.Count(n, what) + "» " + end
}

// enclose writes parts on one line, or where they do not fit each on its own, but
// for short ones.
func enclose(begin, end string, parts []string, level int) string {
	line := strings.Join(append(append([]string{begin}, parts...), end), " ")
	if len(line)+2*level <= lineWidth && !strings.Contains(line, "\n") {
		return line
	}
	inner := "\n" + strings.Repeat("  ", level+1)
	var b strings.Builder
	b.WriteString(begin)
	room := 0
	for i, part := range parts {
		if room -= len(part) + 1; i == 0 || room < 0 || len(part) > shortWidth || len(parts[i-1]) > shortWidth {
			b.WriteString(inner)
			room = lineWidth - 2*level - len(part)
		} else {
			b.WriteByte(' ')
		}
		b.WriteString(part)
	}
	return b.String() + "\n" + strings.Repeat("  ", level) + end
}

// stringText writes a string, several lines in two single quotes.
func stringText(v gjson.Result, level int) string {
	s, size := str(v, "v"), natural(v, "n")
	left := ""
	if size > len(s) {
		s = wholeRunes(s)
		left = " «" + words.Size(size-len(s)) + " more»"
	}
	if text, ok := indented(s, level); ok {
		return text + left
	}
	return model.QuoteNix(s) + left
}

// indented writes a text of several lines as an indented string (Nix manual,
// "String literal"); ok is false for text that would not be the same when read.
func indented(s string, level int) (text string, ok bool) {
	if !strings.Contains(strings.TrimSuffix(s, "\n"), "\n") || !indentable(s) {
		return "", false
	}
	s = strings.ReplaceAll(strings.ReplaceAll(s, "''", "'''"), "${", "''${")
	prefix := strings.Repeat("  ", level+1)
	var b strings.Builder
	b.WriteString("''\n")
	for line := range strings.Lines(s) {
		if line != "\n" {
			b.WriteString(prefix)
		}
		b.WriteString(line)
	}
	if strings.HasSuffix(s, "\n") {
		b.WriteString(strings.Repeat("  ", level))
	}
	b.WriteString("''")
	return b.String(), true
}

// indentable tells whether indentation and quotes of a text survive: nix takes away
// the spaces that all lines begin with, and a quote before $ or the end would be read
// with what follows.
func indentable(s string) bool {
	flush := false
	for line := range strings.Lines(s) {
		if text := strings.TrimSuffix(line, "\n"); text != "" {
			flush = flush || text[0] != ' '
		}
	}
	last := s[strings.LastIndexByte(s, '\n')+1:]
	return flush && !strings.Contains(s, "'$") && !strings.Contains(s, "'''") && !strings.HasSuffix(s, "'") &&
		(last == "" || strings.Trim(last, " ") != "") &&
		!strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' })
}

func lambdaText(v gjson.Result) string {
	if args := argumentsText(decodeArgs(v.Get("a"))); args != "" {
		return "«lambda " + args + "»"
	}
	return "«lambda»"
}

// argumentsText writes the named arguments of a function as its pattern, or "".
func argumentsText(args []model.Arg) string {
	if len(args) == 0 {
		return ""
	}
	parts := make([]string, len(args))
	for i, a := range args {
		parts[i] = model.Attr(a.Name).String()
		if a.Optional {
			parts[i] += " ? " + unforced
		}
		if i < len(args)-1 {
			parts[i] += ","
		}
	}
	return enclose("{", "}", parts, 0)
}
