package nixcli

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf8"

	"flakewalk/model"
)

//go:embed probe/probe.nix
var probeSource string

// probeText is the probe file as nix gets it.
func probeText() string { return embedded(probeSource) }

// embedded is a file of ours without its comments. Its lines are kept, since nix quotes
// the line of a position in its traces.
func embedded(source string) string {
	var b strings.Builder
	for line := range strings.Lines(source) {
		if text := strings.TrimSpace(line); text != "" && text[0] != '#' {
			b.WriteString(text)
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// literal writes text as a Nix expression in printable ASCII on one line; ok is
// false for text that is not UTF-8, which cannot be written so.
func literal(s string) (expr string, ok bool) {
	if !utf8.ValidString(s) {
		return "", false
	}
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			// In JSON everything beyond ASCII and every control character can be
			// escaped; the Nix literal around it then is plain.
			return "(fw.u " + model.QuoteNix(`"`+jsonEscapes(s)+`"`) + ")", true
		}
	}
	return model.QuoteNix(s), true
}

// jsonEscapes writes s with JSON's escapes in ASCII.
func jsonEscapes(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r >= ' ' && r <= '~':
			b.WriteRune(r)
		case r > 0xffff:
			r -= 0x10000
			writeU(&b, 0xd800+r>>10)
			writeU(&b, 0xdc00+r&0x3ff)
		default:
			writeU(&b, r)
		}
	}
	return b.String()
}

func writeU(b *strings.Builder, r rune) {
	const digits = "0123456789abcdef"
	b.WriteString(`\u`)
	for shift := 12; shift >= 0; shift -= 4 {
		b.WriteByte(digits[r>>shift&15])
	}
}

// stepText writes a step as the probes take it: a name, an index, or the hash of
// a name that is not UTF-8.
func stepText(s model.Step) string {
	if s.Elem {
		return strconv.Itoa(s.Index)
	}
	if expr, ok := literal(s.Name); ok {
		return expr
	}
	sum := sha256.Sum256([]byte(s.Name))
	return `(fw.h "` + hex.EncodeToString(sum[:]) + `")`
}

// selection writes the value at a path below base, by plain selection as long as
// it can, so that nix's trace reads well.
func selection(base string, p model.AttrPath) string {
	expr := base
	for _, s := range p {
		name, ok := literal(s.Name)
		switch {
		case s.Elem || !ok:
			expr = "(fw.at (" + expr + ") [ " + stepText(s) + " ])"
		case name[0] == '(':
			expr += ".${" + name + "}"
		default:
			expr += "." + name
		}
	}
	return expr
}

// The probes: Nix functions of one value, in terms of fw, the probe file.

func namesProbe() string { return "fw.names" }

func selfProbe(limit int) string { return "fw.self " + strconv.Itoa(limit) }

func headsProbe(limit int, items []item, alone bool) string {
	return "fw.heads " + strconv.Itoa(limit) + " " + boolWord(alone) + " " + itemsText(items)
}

func briefsProbe(limit int, k model.Kind, items []item, alone bool) string {
	return "fw.briefs " + strconv.Itoa(limit) + " " + quotedList(briefFields(k)) + " " + boolWord(alone) + " " + itemsText(items)
}

func fieldsProbe(limit int, step model.Step, fields []string) string {
	return "fw.fields " + strconv.Itoa(limit) + " " + stepText(step) + " " + quotedList(fields)
}

func setsProbe(marked bool, items []item, alone bool) string {
	return "fw.sets " + boolWord(marked) + " " + boolWord(alone) + " " + itemsText(items)
}

// existsProbe forces a child and nothing else, so that nix's trace of why it fails has
// little of ours.
func existsProbe(s model.Step) string {
	return "(v: builtins.seq " + selection("v", model.AttrPath{s}) + " \"\")"
}

// sameProbe compares the set at one path with the one at another, without some of its
// attributes.
func sameProbe(outer, inner model.AttrPath, leave []model.Step) string {
	return "fw.same " + stepsText(outer) + " " + stepsText(inner) + " " + stepsText(leave)
}

func derivationProbe() string { return "fw.derivation" }

// item is one child in a batch. Its place among the children of its parent, in
// nix's order, is -1 when it is not known.
type item struct {
	step  model.Step
	place int
}

// itemsText writes the children of a batch. Runs of neighbours are written as
// such: nix reads some 1.5 microseconds on every character of a request.
func itemsText(items []item) string {
	var b strings.Builder
	b.WriteString("[ ")
	for len(items) > 0 {
		n := 1
		for n < len(items) && items[0].place >= 0 && items[n].place == items[0].place+n {
			n++
		}
		if n > 1 {
			b.WriteString("(fw.s " + strconv.Itoa(items[0].place) + " " + strconv.Itoa(n) + ") ")
		} else {
			b.WriteString(stepText(items[0].step) + " ")
		}
		items = items[n:]
	}
	b.WriteString("]")
	return b.String()
}

// stepsText writes steps as a list.
func stepsText(steps []model.Step) string {
	var b strings.Builder
	b.WriteString("[ ")
	for _, s := range steps {
		b.WriteString(stepText(s) + " ")
	}
	b.WriteString("]")
	return b.String()
}

func quotedList(words []string) string {
	var b strings.Builder
	b.WriteString("[ ")
	for _, w := range words {
		b.WriteString(model.QuoteNix(w) + " ")
	}
	b.WriteString("]")
	return b.String()
}

// briefFields are the fields of a node's brief. What nix itself does not need
// comes last: a version that fails does not make a package fail.
func briefFields(k model.Kind) []string {
	switch briefGroup(k) {
	case briefApp:
		return []string{"program", "description"}
	case briefTemplate:
		return []string{"description"}
	case briefOption:
		return []string{"briefType", "briefDescription"}
	}
	return []string{"name", "description", "version"}
}

// The groups of kinds that show the same fields.
const (
	briefDerivation = iota
	briefApp
	briefTemplate
	briefOption
	briefGroups // how many there are
)

func briefGroup(k model.Kind) int {
	switch k { //nolint:exhaustive // the rest is derivations
	case model.KindApp:
		return briefApp
	case model.KindTemplate:
		return briefTemplate
	case model.KindOption:
		return briefOption
	}
	return briefDerivation
}
