package nixcli

import (
	"cmp"
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"flakewalk/model"
	"flakewalk/model/lock"
)

// notUTF8 is what nix says where it cannot write text as JSON that is not UTF-8: a
// description, the name of a folder or of a branch.
const notUTF8 = "[json.exception.type_error.316] "

// textMetadataArgs ask who a flake is in words: the lock file first, as JSON, then what
// people read. With --output-lock-file nix writes no other lock file.
func textMetadataArgs(f Flags, ref string) []string {
	query := f.query()[1:] // without --no-write-lock-file
	return join([]string{"flake", "metadata", "--output-lock-file", "/dev/stdout"}, query,
		[]string{"--log-format", "internal-json", "-v", "--", ref})
}

// metadataByText are the metadata of a flake whose JSON nix cannot print, as JSON: bytes
// that are no UTF-8 stand in it as they are. Errors are *Error.
func (s *Session) metadataByText(ctx context.Context, o runOptions) ([]byte, error) {
	out, err := s.client.run(ctx, textMetadataArgs(s.client.flags, s.ref), o)
	if err != nil {
		return nil, err
	}
	locks, text, ok := cutJSON(string(out))
	if !ok {
		return nil, garbage("nix flake metadata printed no lock file", out)
	}
	m := readTextMetadata(stripANSI(text))
	if at := m.locked; at.Get("narHash") == "" {
		if p, err := s.client.prefetch(ctx, at.URL(), o); err == nil {
			m.locked = at.With(lock.Attr{Name: "narHash", Type: model.TypeString, Text: p.hash})
		}
	}
	return m.json(locks), nil
}

// cutJSON cuts a text behind the object that it begins with.
func cutJSON(text string) (object, rest string, ok bool) {
	end := strings.Index(text, "\n}\n") + len("\n}\n")
	if !strings.HasPrefix(text, "{") || end < len("\n}\n") || !gjson.Valid(text[:end]) {
		return "", "", false
	}
	return text[:end], text[end:], true
}

// textMetadata is what nix says in words of a flake.
type textMetadata struct {
	texts            [][2]string // as the JSON has them
	modified         string      // the time in seconds, "" where there is none
	locked, resolved lock.Ref
}

// readTextMetadata reads the text, without its colours.
func readTextMetadata(text string) textMetadata {
	if inputs := strings.LastIndex(text, "\nInputs:\n"); inputs >= 0 {
		text = text[:inputs+1]
	}
	resolved := labelled(text, "Resolved URL:")
	link := cmp.Or(labelled(text, "Locked URL:"), resolved) // a tree with changes is not locked
	revision, revisionKey := labelled(text, "Revision:"), "revision"
	if strings.HasSuffix(revision, "-dirty") {
		revisionKey = "dirtyRevision"
	}
	m := textMetadata{
		texts: [][2]string{
			{"url", link},
			{"resolvedUrl", resolved},
			{"description", description(text)},
			{"path", labelled(text, "Path:")},
			{"fingerprint", labelled(text, "Fingerprint:")},
			{revisionKey, revision},
		},
		locked: refOfURL(link), resolved: refOfURL(resolved),
	}
	if t, err := time.ParseInLocation(time.DateTime, labelled(text, "Last modified:"), time.Local); err == nil {
		m.modified = strconv.FormatInt(t.Unix(), 10)
	}
	for _, a := range []lock.Attr{{Name: "lastModified", Text: m.modified}, {Name: "revCount", Text: labelled(text, "Revisions:")}} {
		if a.Type = model.TypeInt; isInteger(a.Text) {
			m.locked = m.locked.With(a)
		}
	}
	return m
}

// json is what nix would have printed, with a lock file.
func (m textMetadata) json(locks string) []byte {
	var j jsonObject
	for _, t := range m.texts {
		j.text(t[0], t[1])
	}
	if m.modified != "" {
		j.raw("lastModified", m.modified)
	}
	j.ref("locked", m.locked)
	j.ref("resolved", m.resolved)
	j.raw("locks", locks)
	return j.bytes()
}

// labelled is the rest of the last line with a label: a description before it may have
// lines that look the same. It is "" where there is none.
func labelled(text, label string) string {
	i := strings.LastIndex("\n"+text, "\n"+label)
	if i < 0 {
		return ""
	}
	return strings.TrimSpace(model.FirstLine(text[i+len(label):]))
}

// description is all between its label and the next one.
func description(text string) string {
	const label = "\nDescription:"
	_, text, found := strings.Cut(text, label)
	if !found {
		return ""
	}
	for _, next := range []string{"\nPath:", "\nRevision:", "\nLast modified:"} {
		if i := strings.LastIndex(text, next); i >= 0 {
			return strings.TrimSpace(text[:i])
		}
	}
	return strings.TrimSpace(text)
}

// refOfURL reads a locked reference as nix writes it (Nix manual, "nix flake", "URL-like
// syntax"): the attributes that it is fetched by.
func refOfURL(link string) lock.Ref {
	scheme, rest, _ := strings.Cut(link, ":")
	rest, query, _ := strings.Cut(rest, "?")
	values, _ := url.ParseQuery(query) // what can be read of it
	kind, transport, _ := strings.Cut(scheme, "+")
	r := lock.Ref{}
	set := func(name, value string) {
		if value != "" {
			r = append(r, lock.Attr{Name: name, Type: model.TypeString, Text: value})
		}
	}
	switch kind {
	case "path":
		set("type", kind)
		set("path", unescaped(rest))
	case "git", "hg":
		set("type", strings.Replace(kind, "hg", "mercurial", 1))
		set("url", cmp.Or(transport, kind)+":"+rest)
	case "github", "gitlab", "sourcehut":
		owner, repo, _ := strings.Cut(rest, "/")
		repo, rev, _ := strings.Cut(repo, "/")
		set("type", kind)
		set("owner", unescaped(owner))
		set("repo", unescaped(repo))
		set("rev", rev)
	default:
		set("type", "tarball")
		set("url", strings.TrimPrefix(scheme, "tarball+")+":"+rest)
	}
	for _, name := range []string{"dir", "host", "narHash", "ref", "rev"} {
		set(name, values.Get(name))
	}
	for _, name := range []string{"allRefs", "exportIgnore", "lfs", "shallow", "submodules"} {
		if values.Get(name) == "1" {
			r = append(r, lock.Attr{Name: name, Type: model.TypeBool, Text: "true"})
		}
	}
	return r
}

// unescaped is a part of a URL without percent-encoding.
func unescaped(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
}

// jsonObject writes an object of JSON with the bytes of texts as they are.
type jsonObject struct{ b strings.Builder }

func (j *jsonObject) raw(name, value string) {
	if j.b.Len() > 0 {
		j.b.WriteByte(',')
	}
	j.b.WriteString(`"` + name + `":` + value)
}

func (j *jsonObject) text(name, value string) {
	if value != "" {
		j.raw(name, jsonText(value))
	}
}

func (j *jsonObject) ref(name string, r lock.Ref) {
	var o jsonObject
	for _, a := range r {
		if a.Type == model.TypeString {
			o.text(a.Name, a.Text)
		} else {
			o.raw(a.Name, a.Text)
		}
	}
	j.raw(name, string(o.bytes()))
}

func (j *jsonObject) bytes() []byte { return []byte("{" + j.b.String() + "}") }

// jsonText is a string of JSON that keeps bytes which are no UTF-8.
func jsonText(s string) string {
	const hex = "0123456789abcdef"
	b := []byte{'"'}
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ':
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			b = append(b, c)
		}
	}
	return string(append(b, '"'))
}
