package lock

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"flakewalk/model"
)

// Attr is one attribute of a reference in a lock file.
type Attr struct {
	// Name is the attribute's name, such as "owner".
	Name string
	// Type is TypeString, TypeInt or TypeBool; nix knows no others there.
	Type model.ValueType
	// Text is the text, or the number or bool as JSON writes it.
	Text string
}

// Ref is a flake reference as a lock file has it, attribute by attribute in
// the file's order. The nil Ref is a reference that is missing.
type Ref []Attr

// Get is the text of an attribute, "" where there is none.
func (r Ref) Get(name string) string {
	for _, a := range r {
		if a.Name == name {
			return a.Text
		}
	}
	return ""
}

// Type is the kind of fetcher: "github", "git", "tarball", "path", "indirect", ...
func (r Ref) Type() string { return r.Get("type") }

// Rev is the full revision, or "".
func (r Ref) Rev() string { return r.Get("rev") }

// ID is what pins the content: the revision, or else the hash, or "".
func (r Ref) ID() string {
	if rev := r.Rev(); rev != "" {
		return rev
	}
	return r.Get("narHash")
}

// LastModified is when the source was last changed; zero when unknown. Old
// versions of nix write 1 for what has no date.
func (r Ref) LastModified() time.Time {
	n, err := strconv.ParseInt(r.Get("lastModified"), 10, 64)
	if err != nil || n <= 1 {
		return time.Time{}
	}
	return time.Unix(n, 0)
}

// Relative tells whether the reference is a path within the flake that names it.
func (r Ref) Relative() bool {
	return r.Type() == "path" && !strings.HasPrefix(r.Get("path"), "/")
}

// Label is the reference in short, as people write it: without revision, hash
// and date, and without secrets.
func (r Ref) Label() string {
	r = r.HideSecrets()
	return r.write(r.Get("ref"), false)
}

// Shown is URL without secrets, for the screen.
func (r Ref) Shown() string { return r.HideSecrets().URL() }

// URL is the whole reference in the form that nix's command line takes, pinned
// by the revision or the hash if the reference is locked.
func (r Ref) URL() string {
	if rev := r.Rev(); rev != "" {
		return r.write(rev, true)
	}
	return r.write(r.Get("ref"), true)
}

// write writes the reference as a URL (Nix manual, "nix flake", "Types").
// version is the branch, tag or revision for the types that have it in the path.
func (r Ref) write(version string, whole bool) string {
	switch kind := r.Type(); kind {
	case "":
		return ""
	case "github", "gitlab", "sourcehut":
		return kind + ":" + joinURL(r.Get("owner"), r.Get("repo"), version) + r.query(whole, "host", "dir")
	case "indirect":
		return "flake:" + joinURL(r.Get("id"), version) + r.query(false, "dir")
	case "path":
		return "path:" + escapeURL(r.Get("path")) + r.query(whole, "dir")
	case "git":
		return withScheme("git", r.Get("url")) + r.query(whole, revisionKeys(whole, "ref", "dir", "submodules", "shallow", "lfs")...)
	case "mercurial":
		return withScheme("hg", r.Get("url")) + r.query(whole, revisionKeys(whole, "ref", "dir")...)
	case "tarball", "file":
		link := r.Get("url")
		if isArchive(link) != (kind == "tarball") {
			link = kind + "+" + link
		}
		return link + r.query(whole, "dir")
	default:
		return kind + ":" + r.query(true, "id", "url", "path", "owner", "repo", "ref", "rev", "dir")
	}
}

func revisionKeys(whole bool, keys ...string) []string {
	if whole {
		return append(keys, "rev")
	}
	return keys
}

// query writes those attributes that are set, and for a whole reference without
// a revision the hash that pins it.
func (r Ref) query(whole bool, keys ...string) string {
	if whole && r.Rev() == "" {
		keys = append(keys, "narHash")
	}
	var b strings.Builder
	separator := byte('?')
	if strings.Contains(r.Get("url"), "?") {
		separator = '&'
	}
	for _, key := range keys {
		value := r.Get(key)
		switch value {
		case "", "false":
			continue
		case "true":
			value = "1"
		}
		b.WriteByte(separator)
		b.WriteString(key + "=" + strings.ReplaceAll(escapeURL(value), "+", "%2B"))
		separator = '&'
	}
	return b.String()
}

// joinURL joins the parts of a path that are not empty.
func joinURL(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, escapeURL(p))
		}
	}
	return strings.Join(kept, "/")
}

// withScheme puts the fetcher's name before a URL, unless its scheme says it already.
func withScheme(kind, link string) string {
	if strings.HasPrefix(link, kind+":") || strings.HasPrefix(link, kind+"+") {
		return link
	}
	return kind + "+" + link
}

// isArchive tells whether nix takes a URL for a tarball by the end of its path
// (Nix manual, "nix flake", "tarball").
func isArchive(link string) bool {
	link, _, _ = strings.Cut(link, "?")
	for _, end := range []string{".zip", ".tar", ".tgz", ".tar.gz", ".tar.xz", ".tar.bz2", ".tar.zst"} {
		if strings.HasSuffix(link, end) {
			return true
		}
	}
	return false
}

// escapeURL encodes what ends a part of a URL; what is encoded already stays.
func escapeURL(s string) string { return model.PercentEncode(s, "-_.~/:@!$'()*,;=+%") }

// WebPage is where people read about the source in a browser, or "".
func (r Ref) WebPage() string {
	version := r.Rev()
	if version == "" {
		version = r.Get("ref")
	}
	page := func(host, tree string) string {
		if h := r.Get("host"); h != "" {
			host = h
		}
		link := "https://" + host + "/" + joinURL(strings.ReplaceAll(r.Get("owner"), "%2F", "/"), r.Get("repo"))
		if version == "" {
			return link
		}
		return link + tree + escapeURL(version)
	}
	switch r.Type() {
	case "github":
		return page("github.com", "/tree/")
	case "gitlab":
		return page("gitlab.com", "/-/tree/")
	case "sourcehut":
		return page("git.sr.ht", "/tree/")
	}
	if owner, repo, ok := r.flakeHub(); ok {
		return "https://flakehub.com/flake/" + joinURL(owner, repo)
	}
	if link := r.Get("url"); strings.HasPrefix(link, "https://") || strings.HasPrefix(link, "http://") {
		return link
	}
	return ""
}

// flakeHub reads https://flakehub.com/f/OWNER/REPO/VERSION, under which a flake
// of FlakeHub is written.
func (r Ref) flakeHub() (owner, repo string, ok bool) {
	rest, ok := strings.CutPrefix(r.Get("url"), "https://flakehub.com/f/")
	parts := strings.Split(rest, "/")
	if !ok || len(parts) < 2 || parts[0] == "" || parts[1] == "" {
		return "", "", false
	}
	return parts[0], parts[1], true
}

// source names where the content comes from, whatever the version: the type with
// owner and repository, or with the URL.
func (r Ref) source() string {
	var s string
	switch kind := r.Type(); kind {
	case "github", "gitlab", "sourcehut":
		s = kind + ":" + r.Get("owner") + "/" + r.Get("repo") + r.query(false, "host", "dir")
	case "indirect":
		s = "flake:" + r.Get("id")
	case "path":
		s = "path:" + r.Get("path")
	case "git", "mercurial":
		link := strings.TrimSuffix(strings.TrimRight(r.Get("url"), "/"), ".git")
		s = withScheme(map[string]string{"git": "git", "mercurial": "hg"}[kind], link) + r.query(false, "dir", "submodules")
	case "tarball", "file":
		s = kind + "+" + r.Get("url") + r.query(false, "dir")
		if owner, repo, ok := r.flakeHub(); ok {
			s = "https://flakehub.com/f/" + owner + "/" + repo
		}
	default:
		s = r.write("", false)
	}
	return s
}

// sourceKey is equal for sources that are the same: GitHub and GitLab take names
// in any case.
func (r Ref) sourceKey() string {
	switch r.Type() {
	case "github", "gitlab":
		return strings.ToLower(r.source())
	}
	return r.source()
}

// With is the reference with one attribute more, or another value for it.
func (r Ref) With(a Attr) Ref {
	with := slices.Clone(r)
	if i := slices.IndexFunc(with, func(b Attr) bool { return b.Name == a.Name }); i >= 0 {
		with[i] = a
		return with
	}
	return append(with, a)
}
