package nixcli

import (
	"context"
	"errors"

	"flakewalk/model"
)

// maxShown is how much of what a command prints is shown, in bytes: what somebody may
// read, and the screen can wrap at once.
const maxShown = 512 << 10

// Show runs a command that only shows text, without a terminal and without input, and
// returns what it printed: of a log the end, of all else the beginning. Errors are
// *Error; the context's where ctx ended it, and there may be text all the same.
func (s *Session) Show(ctx context.Context, a model.Action) (model.Shown, error) {
	c := s.client
	bin, err := c.binary(a.Argv)
	if err != nil {
		return model.Shown{}, err
	}
	args := a.Argv[1:]
	if ctx.Err() != nil {
		return model.Shown{}, c.failure(ctx, args, nil, "")
	}
	out := &clippedBuffer{max: maxShown, tail: a.Verb == model.VerbLog}
	said := &lines{max: maxShown / 16, most: maxShown, line: func(l string) bool { return !evaluatingLine(l) && fetchingLine(l) == "" }}
	cmd := c.newCommand(nil)
	cmd.Path, cmd.Args, cmd.Err, cmd.Dir, cmd.Env = bin, a.Argv, nil, a.Dir, c.acting
	cmd.Stdout, cmd.Stderr = out, said
	ended := c.began(args)
	if err := cmd.Start(); err != nil {
		err = startError(args, err)
		ended(err)
		return model.Shown{}, err
	}
	err = supervise(ctx, cmd, max(c.grace, buildGrace))
	said.flush()
	shown := model.Shown{Out: string(out.kept()), Said: said.text(), Left: out.left, Tail: out.tail}
	if err != nil || ctx.Err() != nil {
		err = c.failure(ctx, args, err, shown.Said)
		shown.Said = ""
		if e := new(Error); errors.As(err, &e) && e.Message == "" {
			shown.Said = e.Stderr
		}
	}
	ended(err)
	return shown, err
}

// clippedBuffer keeps the first bytes of what is written, or the last.
type clippedBuffer struct {
	max  int
	tail bool
	buf  []byte
	left int // bytes that were left out
}

func (b *clippedBuffer) Write(p []byte) (int, error) {
	n := len(p)
	if !b.tail {
		kept := min(n, b.max-len(b.buf))
		b.buf = append(b.buf, p[:kept]...)
		b.left += n - kept
		return n, nil
	}
	b.buf = append(b.buf, p...)
	if len(b.buf) > 2*b.max {
		b.cut()
	}
	return n, nil
}

// cut forgets all but the last bytes.
func (b *clippedBuffer) cut() {
	if over := len(b.buf) - b.max; over > 0 {
		b.left += over
		b.buf = append([]byte(nil), b.buf[over:]...)
	}
}

// kept is what was kept.
func (b *clippedBuffer) kept() []byte {
	if b.tail {
		b.cut()
	}
	return b.buf
}
