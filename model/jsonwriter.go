package model

import (
	"bufio"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// JSONWriter writes JSON piece by piece, with text as Report.WriteJSON has it. Its user
// sets the brackets, the keys and the commas between them.
type JSONWriter struct{ w *bufio.Writer }

// NewJSONWriter returns a writer to w.
func NewJSONWriter(w io.Writer) *JSONWriter { return &JSONWriter{bufio.NewWriter(w)} }

// Flush writes what is held back, and returns the first error of all writing.
func (j *JSONWriter) Flush() error { return j.w.Flush() }

// Raw writes a piece of JSON as it is.
func (j *JSONWriter) Raw(s string) { _, _ = j.w.WriteString(s) } // Flush reports errors

// Field writes a further key with a text, or nothing for the empty text.
func (j *JSONWriter) Field(key, s string) {
	if s != "" {
		j.Raw(`,"` + key + `":`)
		j.Text(s)
	}
}

// Text writes a JSON string (RFC 8259, section 7).
func (j *JSONWriter) Text(s string) {
	const hex = "0123456789abcdef"
	_ = j.w.WriteByte('"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			switch {
			case r == utf8.RuneError && n == 1:
				j.Raw(s[from:i] + `\udc` + string(hex[c>>4]) + string(hex[c&15]))
				from = i + 1
			case harmful(r):
				j.Raw(s[from:i])
				for _, u := range utf16.Encode([]rune{r}) {
					_, _ = fmt.Fprintf(j.w, `\u%04x`, u)
				}
				from = i + n
			}
			i += n
			continue
		}
		if c < ' ' || c == '"' || c == '\\' || c == 0x7f {
			j.Raw(s[from:i])
			j.escape(c)
			from = i + 1
		}
		i++
	}
	j.Raw(s[from:])
	_ = j.w.WriteByte('"')
}

func (j *JSONWriter) escape(c byte) {
	const hex = "0123456789abcdef"
	switch c {
	case '"', '\\':
		j.Raw(`\` + string(c))
	case '\n':
		j.Raw(`\n`)
	case '\r':
		j.Raw(`\r`)
	case '\t':
		j.Raw(`\t`)
	default:
		j.Raw(`\u00` + string(hex[c>>4]) + string(hex[c&15]))
	}
}

// WriteJSONList writes an array, each item by write.
func WriteJSONList[T any](j *JSONWriter, items []T, write func(T)) {
	j.Raw("[")
	for i, item := range items {
		if i > 0 {
			j.Raw(",")
		}
		write(item)
	}
	j.Raw("]")
}

// Texts writes an array of texts.
func (j *JSONWriter) Texts(all []string) { WriteJSONList(j, all, j.Text) }
