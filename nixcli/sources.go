package nixcli

import (
	"net/url"
	"os"
	"path"
	"strings"

	"github.com/tidwall/gjson"

	"flakewalk/model"
)

// sources knows which files are the sources of a flake and its inputs.
type sources struct {
	flake model.Flake
	store string // the folder of the store
}

// source is the source tree of the flake or of one input.
type source struct {
	copy string // in the store, or ""
	work string // its folder on this machine, or ""
	rev  string // its commit, or ""
	url  string // where it is fetched from, or ""
}

// own is the source tree of the flake itself.
func (t sources) own() source {
	from, _, _ := strings.Cut(t.flake.URL, "?")
	return source{copy: t.flake.Path, work: workTree(t.flake), rev: strings.TrimSuffix(t.flake.Revision, "-dirty"), url: from}
}

// all are the source trees of the flake and of what its lock file names.
func (t sources) all() []source {
	all := []source{t.own()}
	gjson.GetBytes(t.flake.Locks, "nodes").ForEach(func(_, node gjson.Result) bool {
		locked := node.Get("locked")
		hash := str(locked, "narHash")
		if hash == "" {
			return true
		}
		all = append(all, source{
			copy: sourcePath(t.store, hash), work: strings.TrimSuffix(localDir(locked), "/"+str(locked, "dir")),
			rev: str(locked, "rev"), url: str(locked, "url"),
		})
		return true
	})
	return all
}

// real is where to read a file with a path of its own.
func (t sources) real(file string) (place, error) {
	if within(t.store, file) {
		p := place{root: t.store, file: rel(t.store, file)}
		if own := t.own(); within(own.copy, file) {
			p.local = t.local(rel(own.copy, file))
		}
		return p, nil
	}
	for _, src := range t.all() {
		if within(src.work, file) {
			return t.in(src, rel(src.work, file))
		}
	}
	return place{}, &Error{Cause: model.CausePermission, Message: "flakewalk reads only the sources of flakes, and this is none: " + file}
}

// virtual is where to read a file of a source that nix did not write to the disk,
// which it names by its reference.
func (t sources) virtual(name, file string) (place, error) {
	for _, src := range t.all() {
		if src.rev != "" && strings.Contains(name, src.rev) || src.rev == "" && src.url != "" && strings.Contains(name, src.url) {
			return t.in(src, strings.TrimPrefix(file, "/"))
		}
	}
	return place{}, noSource("neither the flake nor an input has this source: " + name)
}

// in is where to read a file of one source: in the store, since that is what nix
// evaluates, or in the work tree of the flake itself.
func (t sources) in(src source, file string) (place, error) {
	local := ""
	if src == t.own() {
		local = t.local(file)
	}
	if _, err := os.Stat(src.copy); err == nil && within(t.store, src.copy) {
		// From the store as a whole: links may lead from one source to another.
		return place{t.store, path.Join(rel(t.store, src.copy), file), local}, nil
	}
	if local != "" {
		return place{src.work, file, local}, nil
	}
	return place{}, noSource("nix keeps no copy of this source in its store, so its files cannot be shown: " + file)
}

// local is the plain file of the flake's work tree at a path in its source, or "".
func (t sources) local(file string) string {
	work := t.own().work
	if work == "" {
		return ""
	}
	root, err := os.OpenRoot(work)
	if err != nil {
		return ""
	}
	defer func() { _ = root.Close() }()
	if info, err := root.Stat(file); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	return path.Join(work, file)
}

// workTree is the folder on this machine that a flake's source was copied from:
// that of the flake, or above it where the flake is in a folder of its source. It
// is "" for a flake that is not local.
func workTree(f model.Flake) string {
	if f.Dir == "" {
		return ""
	}
	u, err := url.Parse(f.URL)
	if err != nil {
		return f.Dir
	}
	return strings.TrimSuffix(f.Dir, "/"+u.Query().Get("dir"))
}

// within tells whether a clean path is inside a folder.
func within(dir, file string) bool { return dir != "" && strings.HasPrefix(file, dir+"/") }

func rel(dir, file string) string { return strings.TrimPrefix(file, dir+"/") }
