package nixcli

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"flakewalk/model"
)

const (
	// limitChanged bounds looking for changes.
	limitChanged = 10 * time.Second
	// timeSlack is how far the clock of a file system may be off.
	timeSlack = 2 * time.Second
)

// Changed tells whether the files of a local flake are other than when it was
// opened: of a git tree the tracked ones and the commit, of a folder all. What is
// older than the pin counts as it is; what is newer is compared with the copy in the
// store, so that a touch is no change. It only reads. A flake that is not local
// never changes. Errors are *Error or the context's.
func (s *Session) Changed(ctx context.Context) (bool, error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	ctx, done := s.during(ctx)
	defer done()
	ctx, cancel := context.WithTimeoutCause(ctx, limitChanged, errTimeout)
	defer cancel()
	c := s.comparison(ctx, s.client)
	if c.flake.Dir == "" {
		return false, nil
	}
	changed, err := c.changed(s.ref)
	if ctx.Err() != nil {
		return false, endedError(ctx)
	}
	if err != nil && causeOf(err) == model.CauseNone {
		err = fileError(c.work, err)
	}
	return changed && err == nil, err
}

// comparison compares a work tree with what was pinned of it.
type comparison struct {
	ctx    context.Context //nolint:containedctx // of this one comparison
	client *Client
	flake  model.Flake
	work   string
	copied string // the copy in the store, or ""
	since  time.Time
}

// comparison compares what this session has open; git is called as that client does.
func (s *Session) comparison(ctx context.Context, client *Client) *comparison {
	s.mu.Lock()
	f, since := s.flake, s.pinned.Add(-timeSlack)
	s.mu.Unlock()
	c := &comparison{ctx: ctx, client: client, flake: f, work: workTree(f), copied: f.Path, since: since}
	if _, err := os.Stat(c.copied); err != nil {
		c.copied = "" // from Nix 2.35 on it need not be there
	}
	return c
}

func (c *comparison) changed(ref string) (bool, error) {
	if !strings.HasPrefix(c.flake.URL, "git+") {
		return c.folder(".")
	}
	_, query, _ := strings.Cut(ref, "?")
	asked, _ := url.ParseQuery(query) // what cannot be read is not asked
	if asked.Get("rev") != "" {
		return false, nil
	}
	commit := "HEAD"
	if branch := asked.Get("ref"); branch != "" {
		commit = branch
	}
	moved, err := c.moved(commit)
	if moved || err != nil || commit != "HEAD" || c.bare() {
		return moved, err
	}
	return c.index()
}

// moved tells whether a name stands for another commit than the pin's.
func (c *comparison) moved(name string) (bool, error) {
	pinned := strings.TrimSuffix(c.flake.Revision, "-dirty")
	out, err := c.client.git(c.ctx, c.work, "rev-parse", "--verify", "--quiet", "--end-of-options", name+"^{commit}")
	if err != nil {
		if strings.Trim(pinned, "0") == "" && c.ctx.Err() == nil {
			return false, nil // there is no commit yet
		}
		return false, err
	}
	return strings.TrimSpace(out) != pinned, nil
}

// bare tells whether the repository has no work tree.
func (c *comparison) bare() bool {
	out, err := c.client.git(c.ctx, c.work, "rev-parse", "--is-bare-repository")
	return err == nil && strings.TrimSpace(out) == "true"
}

// index compares the files that git tracks.
func (c *comparison) index() (bool, error) {
	files, err := c.client.trackedFiles(c.ctx, c.work)
	if err != nil {
		return false, err
	}
	known := make(map[string]bool, len(files))
	for _, f := range files {
		known[f.name] = true
		if f.submodule || f.absent || !filepath.IsLocal(f.name) {
			continue
		}
		if changed, err := c.file(f.name); changed || err != nil {
			return changed, err
		}
	}
	return c.gone(known)
}

// gone tells whether the copy has a file that git does not track any more.
func (c *comparison) gone(known map[string]bool) (bool, error) {
	if c.copied == "" {
		return false, nil
	}
	gone := false
	err := filepath.WalkDir(c.copied, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(c.copied, path)
		switch {
		case err != nil:
			return err
		case c.ctx.Err() != nil:
			return c.ctx.Err()
		case d.IsDir() && known[name]:
			return fs.SkipDir // a submodule
		case d.IsDir() || known[name]:
			return nil
		}
		gone = true
		return fs.SkipAll
	})
	return gone, err
}

// folder compares everything in a folder but git's own.
func (c *comparison) folder(name string) (bool, error) {
	here, err := entries(filepath.Join(c.work, name))
	if err != nil {
		return true, unlessMissing(err)
	}
	if c.copied != "" {
		there, err := entries(filepath.Join(c.copied, name))
		if err != nil || !slices.Equal(here, there) {
			return true, unlessMissing(err)
		}
	}
	for _, entry := range here {
		if changed, err := c.file(filepath.Join(name, entry)); changed || err != nil {
			return changed, err
		}
	}
	return false, nil
}

// entries are the names in a folder, sorted.
func entries(dir string) ([]string, error) {
	all, err := os.ReadDir(dir)
	var names []string
	for _, e := range all {
		if e.Name() != ".git" {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// file compares one file, or all that is in it if it is a folder.
func (c *comparison) file(name string) (bool, error) {
	if err := c.ctx.Err(); err != nil {
		return false, err
	}
	info, err := os.Lstat(filepath.Join(c.work, name))
	if err != nil {
		return true, unlessMissing(err)
	}
	newer := !changeTime(info).Before(c.since)
	if c.copied == "" {
		if info.IsDir() {
			return c.folder(name)
		}
		return newer, nil
	}
	was, err := os.Lstat(filepath.Join(c.copied, name))
	switch {
	case err != nil:
		return true, unlessMissing(err)
	case was.Mode().Type() != info.Mode().Type():
		return true, nil
	case info.IsDir():
		return c.folder(name)
	case !newer:
		return false, nil
	case info.Mode().Type() == fs.ModeSymlink:
		return c.otherTarget(name)
	case !info.Mode().IsRegular():
		return false, nil // nix takes no such files
	}
	if info.Size() != was.Size() || info.Mode()&0o100 != was.Mode()&0o100 {
		return true, nil
	}
	return c.otherContent(name)
}

func (c *comparison) otherTarget(name string) (bool, error) {
	now, err := os.Readlink(filepath.Join(c.work, name))
	was, wasErr := os.Readlink(filepath.Join(c.copied, name))
	return now != was, errors.Join(err, wasErr)
}

func (c *comparison) otherContent(name string) (bool, error) {
	now, err := openRegular(c.work, name)
	if err != nil {
		return false, err
	}
	defer func() { _ = now.Close() }()
	was, err := openRegular(c.copied, name)
	if err != nil {
		return false, err
	}
	defer func() { _ = was.Close() }()
	return otherText(c.ctx, now, was)
}

// otherText tells whether two streams differ.
func otherText(ctx context.Context, a, b io.Reader) (bool, error) {
	const block = 64 << 10
	bufA, bufB := make([]byte, block), make([]byte, block)
	for {
		n, errA := io.ReadFull(a, bufA)
		m, errB := io.ReadFull(b, bufB)
		switch {
		case n != m || string(bufA[:n]) != string(bufB[:m]):
			return true, nil
		case ctx.Err() != nil:
			return false, ctx.Err()
		case errors.Is(errA, io.EOF) || errors.Is(errA, io.ErrUnexpectedEOF):
			return false, nil
		case errA != nil || errB != nil:
			return false, errors.Join(errA, errB)
		}
	}
}

// unlessMissing is an error, but nil for that of a file that is not there.
func unlessMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil
	}
	return err
}
