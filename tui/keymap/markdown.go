package keymap

import "strings"

// Markdown writes the keys as tables, one for each part of the help.
func (m Map) Markdown() string {
	var b strings.Builder
	for _, s := range m.Help() {
		b.WriteString("\n| " + s.Title + " | |\n|---|---|\n")
		for _, k := range s.Keys {
			b.WriteString("| " + keysMarkdown(k.Key) + " | " + strings.ReplaceAll(k.Desc, "|", `\|`) + " |\n")
		}
	}
	return strings.TrimPrefix(b.String(), "\n")
}

// keysMarkdown writes each of the keys, which have blanks between them, as code.
func keysMarkdown(keys string) string {
	var all []string
	for _, k := range strings.Fields(keys) {
		all = append(all, "`"+strings.ReplaceAll(k, "|", `\|`)+"`")
	}
	return strings.Join(all, " ")
}
