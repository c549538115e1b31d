package nixcli

import (
	"strings"
	"testing"
	"time"
)

// gatedWriter waits before it takes anything in, as a slow reader does.
type gatedWriter struct {
	gate chan struct{}
	text strings.Builder
}

func (g *gatedWriter) Write(p []byte) (int, error) {
	<-g.gate
	return g.text.Write(p)
}

// TestOutlet proves that a pipe is read to its end however slowly, and that one
// which somebody else holds is given up.
func TestOutlet(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		slow, held bool
	}{"quick": {}, "slow": {slow: true}, "held": {held: true}, "slow and held": {slow: true, held: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			to := &gatedWriter{gate: make(chan struct{})}
			o, w, err := newOutlet(to, time.Millisecond)
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close() //nolint:errcheck // it may be closed already
			all := strings.Repeat("all of it\n", 6000)
			if _, err := w.WriteString(all); err != nil {
				t.Fatal(err)
			}
			if !c.held {
				if err := w.Close(); err != nil {
					t.Fatal(err)
				}
			}
			if c.slow { // the grace is long over by then
				time.AfterFunc(20*time.Millisecond, func() { close(to.gate) })
			} else {
				close(to.gate)
			}
			go o.flow()
			o.settle()
			if got := to.text.String(); got != all {
				t.Errorf("%d bytes of %d came", len(got), len(all))
			}
		})
	}
}
