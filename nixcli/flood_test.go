package nixcli

import (
	"bytes"
	"errors"
	"io"
	"os"
	"runtime"
	"syscall"
	"testing"
	"time"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// allocated is how many bytes something allocates.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestFloodCostsLittle proves that a nix that prints without end costs no more than what
// is kept of it: nothing is copied again and again. It is alone while it measures.
func TestFloodCostsLittle(t *testing.T) { //nolint:paralleltest // others would be measured, too
	c, err := NewClient(Config{Bin: nixtest.FakeNix(t, "exec yes 0123456789012345678901234567890123456789012345678901234567890123456789")})
	if err != nil {
		t.Fatal(err)
	}
	if used := allocated(func() { _, err = c.Version(t.Context()) }); used > 2*maxOutput {
		t.Errorf("%d MB for an answer", used>>20)
	}
	if cause := model.ProblemOf(err).Cause; cause != model.CauseTooMuch {
		t.Errorf("%v, %v", cause, err)
	}
	o := &replOutput{nonce: testNonce, kill: func() {}}
	if used := allocated(func() { _, err = io.Copy(o, io.LimitReader(zeros{}, 4*maxOutput)) }); err != nil || used > 3*maxOutput || o.buf != nil {
		t.Errorf("%d MB for the evaluator, %v", used>>20, err)
	}
}

// TestPiecesOfAnswers proves that what came in pieces of any size is what was written.
func TestPiecesOfAnswers(t *testing.T) {
	t.Parallel()
	b := &boundedBuffer{max: 10 << 20, full: func() { t.Error("it is full") }}
	var want []byte
	for size := 1; len(want)+size <= 10<<20; size = size*3 + 1 {
		p := bytes.Repeat([]byte{byte(size)}, size)
		want = append(want, p...)
		if n, err := b.Write(p); n != size || err != nil {
			t.Fatal(n, err)
		}
	}
	if !bytes.Equal(b.bytes(), want) {
		t.Errorf("%d bytes of %d, or others", len(b.bytes()), len(want))
	}
}

// TestNobodyOutlivesNix proves that what nix leaves behind in its group ends with it,
// also when it holds nothing of ours and nix has answered, or failed.
func TestNobodyOutlivesNix(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]string{"answers": "echo 'nix (Nix) 2.34.8'", "fails": "exit 1", "crashes": "kill -SEGV $$"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := NewClient(Config{Bin: nixtest.FakeNix(t, "sleep infinity </dev/null >/dev/null 2>&1 &\n"+end)})
			if err != nil {
				t.Fatal(err)
			}
			marker := Marker + "=" + c.MarkerValue()
			t.Cleanup(func() {
				for _, pid := range nixtest.Leftovers(marker) {
					_ = syscall.Kill(pid, syscall.SIGKILL)
				}
			})
			if _, err := c.Version(t.Context()); (err == nil) != (name == "answers") {
				t.Errorf("%v", err)
			}
			s := NewSession(c, "path:/nowhere", Options{})
			_, _ = s.Show(t.Context(), model.Action{Argv: []string{c.word(), "x"}})
			_, _ = c.runBuild(t.Context(), model.Action{Argv: []string{c.word(), "x"}}, func(string) {})
			w, err := c.startWarm(c.memory)
			if err != nil {
				t.Fatal(err)
			}
			<-w.exited
			s.Close()
			if left := nixtest.WaitGone(marker, 10*time.Second); len(left) > 0 {
				t.Errorf("left running: %v", left)
			}
		})
	}
}

// TestStoreInTheMaking proves that what failed only because others made the store at the
// same moment is asked again, and nothing else, nor for ever.
func TestStoreInTheMaking(t *testing.T) {
	t.Parallel()
	const unique = "error: executing SQLite statement 'insert into SchemaMigrations values(''x'')': constraint failed, UNIQUE constraint failed: SchemaMigrations.migration (in '/s/db/db.sqlite')"
	for name, c := range map[string]struct {
		says  string
		fails int // times
		want  int // times it is started
		ok    bool
	}{
		"once":        {unique, 1, 2, true},
		"schema":      {"error: '/nix/var/nix/db/schema' is corrupt", 2, 3, true},
		"schema, new": {`error: "/nix/var/nix/db/schema" is corrupt`, 1, 2, true},
		"always":      {unique, 99, storeTries, false},
		"other":       {"error: something else", 1, 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bin := nixtest.FakeNix(t, `echo x >>"$0.times"
says=$(cat <<'END'
`+c.says+`
END
)
if [ "$(wc -l <"$0.times")" -le `+string(rune('0'+min(c.fails, 9)))+` ]; then echo "$says" >&2; exit 1; fi
echo 'nix (Nix) 2.34.8'`)
			client, err := NewClient(Config{Bin: bin})
			if err != nil {
				t.Fatal(err)
			}
			_, err = client.Version(t.Context())
			times, readErr := os.ReadFile(bin + ".times")
			if (err == nil) != c.ok || readErr != nil || len(times) != 2*c.want {
				t.Errorf("%v after %d times, %v; want %d", err, len(times)/2, readErr, c.want)
			}
			var e *Error
			if !c.ok && !errors.As(err, &e) {
				t.Errorf("%T", err)
			}
		})
	}
}

// TestManyOnANewStore proves with real nix that many sessions can open a store at once
// that nobody has used, with tables that are made without a lock.
func TestManyOnANewStore(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		n = n.Unprepared(t)
		ref := flakeOf(t, n, derivations)
		cfg := Config{Bin: n.Bin, Env: n.Env, Flags: Flags{Options: [][2]string{{"extra-experimental-features", "ca-derivations"}}}}
		errs := make(chan error)
		const many = 3
		for range many {
			go func() {
				c, err := NewClient(cfg)
				if err == nil {
					s := NewSession(c, ref, Options{})
					if _, err = s.Open(t.Context()); err == nil {
						_, err = s.Derivation(t.Context(), model.Path("packages", s.Flake().System, "floating"))
					}
					s.Close()
				}
				errs <- err
			}()
		}
		for range many {
			if err := <-errs; err != nil {
				t.Error(err)
			}
		}
	})
}
