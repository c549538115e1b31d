package nixcli

import (
	"context"
	"io/fs"
	"os"
	"path"
	"strings"

	"flakewalk/model"
	"flakewalk/model/lock"
)

// InputSource looks for the source of an input in the store, and reads what it
// says of itself. Nothing is fetched. Errors are *Error or the context's.
func (s *Session) InputSource(ctx context.Context, n lock.Node) (lock.Source, error) {
	f := s.Flake()
	src := lock.Source{Path: sourcePath(s.storeDir(f), n.Locked.Get("narHash"))}
	if src.Path == "" {
		return src, nil
	}
	ctx, done := s.during(ctx)
	defer done()
	s.mu.Lock()
	args := pathInfoArgs(s.client.flags, s.version, []string{src.Path})
	s.mu.Unlock()
	out, err := s.client.run(ctx, args, runOptions{limit: limitStore})
	if err != nil {
		return src, err
	}
	found := []model.Output{{Path: src.Path}}
	if err := readPathInfo(out, found); err != nil {
		return src, err
	}
	src.Present, src.NarSize = found[0].Built, found[0].NarSize
	if src.Present && n.Flake {
		text, err := readUpTo(src.Path, path.Join(n.Locked.Get("dir"), "flake.nix"), maxFlakeNix)
		if err == nil { // the store may be another machine's
			src.Description, _ = lock.FindDescription(text)
		}
	}
	return src, nil
}

// Bounds of a listing of files.
const (
	maxFiles     = 5_000
	maxFileDepth = 40
)

// InputFiles lists the files of an input's source, if it is in the store. It only
// reads, and follows no link. Errors are *Error or the context's.
func (s *Session) InputFiles(ctx context.Context, n lock.Node) (lock.FileList, error) {
	list := lock.FileList{Path: sourcePath(s.storeDir(s.Flake()), n.Locked.Get("narHash"))}
	if list.Path == "" {
		return list, noSource("this input has no hash, so that its place in the store is not known")
	}
	if _, err := os.Lstat(list.Path); err != nil {
		return list, noSource("the source of this input is not in the store: " + list.Path)
	}
	return listFiles(ctx, list.Path)
}

// listFiles lists the files below a path. It follows no link.
func listFiles(ctx context.Context, top string) (lock.FileList, error) {
	list := lock.FileList{Path: top}
	info, err := os.Lstat(top)
	if err != nil {
		return list, fileError(top, err)
	}
	if !info.IsDir() { // a single file, as of an input of type file
		list.Files = []lock.FileEntry{{Name: path.Base(list.Path), Size: info.Size()}}
		return list, nil
	}
	root, err := os.OpenRoot(list.Path)
	if err != nil {
		return list, fileError(list.Path, err)
	}
	defer func() { _ = root.Close() }()
	err = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return nil //nolint:nilerr // what cannot be read is left out
		case name == ".":
			return nil
		case len(list.Files) == maxFiles:
			list.More = true
			return fs.SkipAll
		}
		list.Files = append(list.Files, fileEntry(name, d))
		if d.IsDir() && strings.Count(name, "/") >= maxFileDepth {
			return fs.SkipDir
		}
		return nil
	})
	return list, err
}

// fileEntry is a file or folder of a listing.
func fileEntry(name string, d fs.DirEntry) lock.FileEntry {
	e := lock.FileEntry{Name: d.Name(), Depth: strings.Count(name, "/"), Dir: d.IsDir(), Link: d.Type()&fs.ModeSymlink != 0}
	if info, err := d.Info(); err == nil && info.Mode().IsRegular() {
		e.Size = info.Size()
	}
	return e
}
