package words_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"flakewalk/model/words"
)

const day = 24 * time.Hour

// TestAge compares what is said of ages: as a time, in short, of what is so old, and of
// what was so long ago.
func TestAge(t *testing.T) {
	t.Parallel()
	var said strings.Builder
	for _, d := range []time.Duration{
		-time.Hour, -59 * time.Second, 0, 59 * time.Second, time.Minute, time.Hour - 1, time.Hour, 30 * time.Hour, 2*day - 1, 2 * day, 60*day - 1,
		60 * day, 730*day - 1, 730 * day, math.MaxInt64,
	} {
		fmt.Fprintf(&said, "%v: %s, %s, %s, %s\n", d, words.Age(d), words.ShortAge(d), words.Old(d), words.Ago(d))
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

func TestCount(t *testing.T) {
	t.Parallel()
	for want, got := range map[string]string{
		"0 rows": words.Count(0, "row"), "1 row": words.Count(1, "row"), "999 rows": words.Count(999, "row"), "1,234,567 rows": words.Count(1_234_567, "row"),
		"1 is": words.Count(1, "is", "are"), "2 are": words.Count(2, "is", "are"), "-100": words.Number(-100), "-1,000": words.Number(-1000),
		"18,446,744,073,709,551,615": words.Number(uint64(math.MaxUint64)), "and 1,000 more": words.More(1000),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	for want, names := range map[string][]string{
		"": nil, "a": {"a"}, "a, b": {"a", "b"}, "a, b and 1 more": {"a", "b", "c"}, "a, b and 2 more": {"a", "b", "c", "d"},
	} {
		if got := words.List(names, 2); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := words.ListOf([]int{1, 2, 3}, 1, func(n int) string { return words.Count(n, "row") }); got != "1 row and 2 more" {
		t.Error(got)
	}
}
