package nixcli

import (
	"slices"
	"strings"

	"flakewalk/model"
	"flakewalk/model/nixlex"
)

// Documentation comes from the source, and not from the `:doc` of the repl, so that
// both engines and all versions tell the same: nix says where a function is written
// and where its attribute is set, and we look what comment stands before it.

// documentation is the comment that documents a function, or a doc comment before
// a set.
func (a aboutNode) documentation(answers []model.Field) (model.Field, bool) {
	function := a.node.Value.Type == model.TypeFunction
	for _, f := range answers {
		function = function || f.Label == "arguments" && f.Text != ""
	}
	if !function && a.node.Kind != model.KindAttrs && a.node.Kind != model.KindModule {
		return model.Field{}, false
	}
	for _, label := range []string{labelSource, labelDefined} {
		i := slices.IndexFunc(answers, func(f model.Field) bool { return f.Label == label && f.Position.Line > 0 })
		if i < 0 {
			continue
		}
		step := a.node.Path.Last()
		c, ok := a.sources.commentAt(answers[i].Position, func(src string) bool { return label == labelSource || defines(src, step) })
		switch {
		case ok && c.doc:
			return model.Field{Label: "documentation", Text: c.text, Form: model.FormMarkdown}, true
		case ok && function:
			return model.Field{Label: "comment", Text: c.text}, true
		}
	}
	return model.Field{}, false
}

// comment is a comment without its marks. A doc comment begins with two stars (Nix
// manual, "Comments").
type comment struct {
	text string
	doc  bool
}

// commentAt reads the comment before what begins at a place in a file of the flake
// or its inputs, if that is what is looked for.
func (t sources) commentAt(at model.Position, right func(src string) bool) (comment, bool) {
	src, ok := t.read(at.File)
	if !ok {
		return comment{}, false
	}
	offset, ok := offsetOf(src, at)
	if !ok || !right(src[offset:]) {
		return comment{}, false
	}
	return commentBefore(src, offset)
}

// defines tells whether a source begins with the definition of that attribute, and
// not of one further down in it, `a.b.c = ...`.
func defines(src string, s model.Step) bool {
	path, _, ok := strings.Cut(src, "=")
	path = strings.TrimRight(path, " \t\r\n")
	return ok && (strings.HasSuffix(path, s.Name) || strings.HasSuffix(path, s.String()))
}

// read reads a source file from where such files may be read, unless it is too
// large for one.
func (t sources) read(file string) (string, bool) {
	const most = 4 << 20
	p, err := t.place(file)
	if err != nil {
		return "", false
	}
	src, err := readUpTo(p.root, p.file, most+1)
	return src, err == nil && len(src) <= most
}

// offsetOf is the byte of a source where a place is.
func offsetOf(src string, at model.Position) (int, bool) {
	offset := 0
	for range at.Line - 1 {
		i := strings.IndexByte(src[offset:], '\n')
		if i < 0 {
			return 0, false
		}
		offset += i + 1
	}
	offset += max(0, at.Column-1)
	return offset, offset <= len(src)
}

// commentBefore finds the comment before an expression or attribute that begins at
// an offset: right before it, or before the attribute that the expression is the
// value of.
func commentBefore(src string, offset int) (comment, bool) {
	comments := nixlex.Comments(src[:offset])
	if c, ok := endingAt(src, comments, offset); ok {
		return c, true
	}
	rest := strings.TrimRight(src[:offset], " \t\r\n(")
	if !strings.HasSuffix(rest, "=") {
		return comment{}, false
	}
	name := attributeStart(strings.TrimRight(rest[:len(rest)-1], " \t\r\n"))
	return endingAt(src, comments, name)
}

// attributeStart is where the attribute path at the end of a text begins.
func attributeStart(text string) int {
	for end := len(text); ; {
		switch {
		case end > 0 && text[end-1] == '"':
			end = max(0, strings.LastIndexByte(text[:end-1], '"'))
		default:
			end = len(strings.TrimRightFunc(text[:end], func(r rune) bool { return r < 0x80 && nixlex.NameByte(byte(r)) }))
		}
		if end == 0 || text[end-1] != '.' {
			return end
		}
		end--
	}
}

// endingAt is the comment with nothing but space between it and an offset. One that
// is no doc comment must stand on lines of its own, right above.
func endingAt(src string, comments []nixlex.Token, offset int) (comment, bool) {
	end := len(strings.TrimRight(src[:offset], " \t\r\n"))
	i := slices.IndexFunc(comments, func(t nixlex.Token) bool { return t.To == end })
	if i < 0 {
		return comment{}, false
	}
	s := comments[i]
	body := src[s.From:s.To]
	if strings.HasPrefix(body, "/**") && len(body) > len("/***/") {
		return comment{unindent(body[len("/**") : len(body)-len("*/")]), true}, true
	}
	if strings.Count(src[s.To:offset], "\n") > 1 || !ownLine(src, s.From) {
		return comment{}, false
	}
	if body[0] == '/' {
		text := unindent(body[len("/*") : len(body)-len("*/")])
		return comment{text: text}, strings.Trim(text, "* ") != ""
	}
	lines := []string{hashless(body)}
	for i--; i >= 0; i-- {
		above := comments[i]
		if src[above.From] != '#' || strings.Trim(src[above.To:s.From], " \t\r") != "\n" || !ownLine(src, above.From) {
			break
		}
		s = above
		lines = append(lines, hashless(src[s.From:s.To]))
	}
	slices.Reverse(lines)
	text := strings.Trim(strings.Join(lines, "\n"), "\n")
	return comment{text: text}, text != ""
}

func hashless(line string) string {
	return strings.TrimRight(strings.TrimPrefix(strings.TrimLeft(line, "#"), " "), " \t\r")
}

// indentOf is what stands between the beginning of a line and an offset in it.
func indentOf(src string, offset int) string {
	return src[strings.LastIndexByte(src[:offset], '\n')+1 : offset]
}

// ownLine tells whether nothing stands before an offset on its line.
func ownLine(src string, offset int) bool { return strings.Trim(indentOf(src, offset), " \t") == "" }

// unindent takes away the spaces that all lines but the first begin with, and the
// blank lines around.
func unindent(s string) string {
	lines := strings.Split(s, "\n")
	least := -1
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \t\r")
		if n := len(lines[i]) - len(strings.TrimLeft(lines[i], " ")); i > 0 && lines[i] != "" && (least < 0 || n < least) {
			least = n
		}
	}
	for i := range lines {
		if i == 0 {
			lines[i] = strings.TrimLeft(lines[i], " ")
		} else if least > 0 && lines[i] != "" {
			lines[i] = lines[i][least:]
		}
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}
