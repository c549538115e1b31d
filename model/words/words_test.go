package words_test

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"flakewalk/model/words"
)

func TestAge(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	var said strings.Builder
	for _, d := range []time.Duration{
		59 * time.Second, time.Minute, time.Hour - 1, time.Hour, day, 60*day - 1, 60 * day, 729 * day, 730 * day,
	} {
		said.WriteString(d.String() + ": " + words.Age(d) + "\n")
	}
	golden.RequireEqual(t, said.String())
}

func TestSize(t *testing.T) {
	t.Parallel()
	for bytes, want := range map[int64]string{
		0: "0 B", 1023: "1023 B", 1024: "1.0 KiB", 1536: "1.5 KiB", 10 << 10: "10 KiB", 1<<20 - 1: "1.0 MiB", 1 << 20: "1.0 MiB",
		1023 << 20: "1023 MiB", 5 << 30: "5.0 GiB", 1<<63 - 1: "8.0 EiB",
	} {
		if got := words.Size(bytes); got != want {
			t.Errorf("%d: %q, want %q", bytes, got, want)
		}
	}
}
