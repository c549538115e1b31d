// Package words says numbers, sizes, ages and lists of names as people read them: each in
// one way, wherever it is shown.
package words

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Number writes a number with a comma every three digits: "1,234".
func Number[N int | int64 | uint64](n N) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Count is a number with its noun, such as "1 node" and "2 nodes". Where the plural has
// more than an s behind it, it is given, too.
func Count[N int | uint64](n N, one string, many ...string) string {
	switch {
	case n == 1:
		return "1 " + one
	case len(many) > 0:
		return Number(n) + " " + many[0]
	}
	return Number(n) + " " + one + "s"
}

// More is how many there are besides those that were named: "and 3 more".
func More[N int | int64 | uint64](n N) string { return "and " + Number(n) + " more" }

// List joins names by commas, so many at most, and counts the others: "a, b and 3 more".
func List(names []string, most int) string {
	return ListOf(names, most, func(s string) string { return s })
}

// ListOf is List for things that name tells the names of.
func ListOf[T any](all []T, most int, name func(T) string) string {
	names := make([]string, min(most, len(all)))
	for i := range names {
		names[i] = name(all[i])
	}
	s := strings.Join(names, ", ")
	if rest := len(all) - len(names); rest > 0 {
		s += " " + More(rest)
	}
	return s
}

const day = 24 * time.Hour

// units are those in which an age is told, each for what is shorter than so much.
var units = [...]struct {
	below, size time.Duration
	noun, short string
}{
	{time.Hour, time.Minute, "minute", "m"},
	{2 * day, time.Hour, "hour", "h"},
	{60 * day, day, "day", "d"},
	{730 * day, 30 * day, "month", "mo"},
	{1<<63 - 1, 365 * day, "year", "y"},
}

// unit is the place in units of the one that fits.
func unit(d time.Duration) int {
	i := 0
	for i < len(units)-1 && d >= units[i].below {
		i++
	}
	return i
}

// Age says how long a time is in the unit that fits, such as "3 months".
func Age(d time.Duration) string {
	if d < time.Minute {
		return "less than a minute"
	}
	u := units[unit(d)]
	return Count(int(d/u.size), u.noun)
}

// ShortAge is Age in at most four columns, such as "3mo"; what is less than an hour old
// is "now".
func ShortAge(d time.Duration) string {
	if d < time.Hour {
		return "now"
	}
	u := units[unit(d)]
	return strconv.Itoa(int(d/u.size)) + u.short
}

// Old says how old something is: "3 months old", "just now"; "from the future" where the
// clocks of two machines differ by more than a minute.
func Old(d time.Duration) string { return since(d, "old") }

// Ago says how long ago something was: "3 months ago", else as Old does.
func Ago(d time.Duration) string { return since(d, "ago") }

func since(d time.Duration, word string) string {
	switch {
	case d <= -time.Minute:
		return "from the future"
	case d < time.Minute:
		return "just now"
	}
	return Age(d) + " " + word
}

// Size writes a number of bytes as people read it: "0 B", "512 B", "1.5 KiB", "12 MiB".
func Size[N int | int64](bytes N) string {
	if bytes < 1024 {
		return fmt.Sprintf("%d B", bytes)
	}
	size, prefixes := float64(bytes), "KMGTPE"
	for size /= 1024; size >= 1023.5; size /= 1024 {
		prefixes = prefixes[1:]
	}
	if size < 9.95 {
		return fmt.Sprintf("%.1f %ciB", size, prefixes[0])
	}
	return fmt.Sprintf("%.0f %ciB", size, prefixes[0])
}
