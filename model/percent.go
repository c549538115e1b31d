package model

import "strings"

// PercentEncode writes a text for a URL or its fragment: every byte that is neither a
// letter nor a digit of ASCII, nor one of safe, becomes a percent sign and its code (RFC
// 3986, section 2.1).
func PercentEncode(s, safe string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	from := 0
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte(safe, c) >= 0 {
			continue
		}
		b.WriteString(s[from:i])
		b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		from = i + 1
	}
	if from == 0 {
		return s // the usual case
	}
	b.WriteString(s[from:])
	return b.String()
}
