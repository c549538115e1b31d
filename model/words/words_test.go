package words_test

import (
	"testing"
	"time"

	"flakewalk/model/words"
)

func TestAge(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for want, d := range map[string]time.Duration{
		"less than a minute": 59 * time.Second, "1 minute": time.Minute, "59 minutes": time.Hour - 1, "1 hour": time.Hour,
		"1 day": day, "59 days": 60*day - 1, "2 months": 60 * day, "24 months": 729 * day, "2 years": 730 * day,
	} {
		if got := words.Age(d); got != want {
			t.Errorf("%v: %s, want %s", d, got, want)
		}
	}
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
