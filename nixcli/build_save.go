package nixcli

import (
	"bufio"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"

	"flakewalk/model"
)

// saveLines is how many lines are taken from the log at once.
const saveLines = 1_000

// Save writes the log of a derivation of a build, as far as it is kept, to a new
// file; drv "" is what nix itself said. The name may begin with ~. A file that is
// there is never overwritten. It returns the whole name and what was written.
// Errors are *Error with model.CauseUsage, or the context's.
func (b *Builds) Save(ctx context.Context, id int, drv, name string) (file string, wrote model.BuildLog, err error) {
	file, err = b.client.file(name)
	if err != nil {
		return "", wrote, err
	}
	out, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // the user's own file, readable like others
	if err != nil {
		return file, wrote, &Error{Cause: model.CauseUsage, Message: fileReason(file, err), Err: err}
	}
	wrote, err = b.write(ctx, out, id, drv)
	if closed := out.Close(); err == nil {
		err = closed
	}
	switch {
	case err == nil:
		return file, wrote, nil
	case ctx.Err() != nil:
		return file, wrote, ctx.Err()
	}
	return file, wrote, &Error{Cause: model.CauseUsage, Message: fileReason(file, err), Err: err}
}

// write writes the lines of a log that there are at this moment, and says which
// they were.
func (b *Builds) write(ctx context.Context, to io.Writer, id int, drv string) (wrote model.BuildLog, err error) {
	w := bufio.NewWriter(to)
	wrote = b.Log(id, drv, 0, 0)
	for from := wrote.First; from < wrote.Total; {
		part := b.Log(id, drv, from, min(saveLines, wrote.Total-from))
		for _, line := range part.Lines {
			_, _ = w.WriteString(line) // Flush has the error
			_ = w.WriteByte('\n')
		}
		from = part.First + max(1, len(part.Lines))
		if err := ctx.Err(); err != nil {
			return wrote, err
		}
	}
	return wrote, w.Flush()
}

// file is the whole name of a file that the user names.
func (c *Client) file(name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return "", &Error{Cause: model.CauseUsage, Message: "nothing was given"}
	}
	if rest, ok := strings.CutPrefix(name, "~/"); ok {
		name = filepath.Join(c.variable("HOME"), rest)
	}
	whole, err := filepath.Abs(name)
	if err != nil {
		return "", &Error{Cause: model.CauseUsage, Message: err.Error(), Err: err}
	}
	return whole, nil
}

// fileReason says why a file could not be written.
func fileReason(file string, err error) string {
	if os.IsExist(err) {
		return "there is such a file already, which is left alone: " + file
	}
	return "it cannot be written: " + err.Error()
}
