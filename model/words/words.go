// Package words says numbers, sizes, ages and lists of names as people read them: each in
// one way, wherever it is shown.
package words

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// List joins names by commas and counts those that are not among them.
func List(names []string, all int) string {
	s := strings.Join(names, ", ")
	if rest := all - len(names); rest > 0 {
		s += " and " + strconv.Itoa(rest) + " more"
	}
	return s
}

// Age says how long a time is in the unit that fits, such as "3 months".
func Age(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d < time.Minute:
		return "less than a minute"
	case d < time.Hour:
		return Count(int(d/time.Minute), "minute")
	case d < day:
		return Count(int(d/time.Hour), "hour")
	case d < 60*day:
		return Count(int(d/day), "day")
	case d < 730*day:
		return Count(int(d/(30*day)), "month")
	}
	return Count(int(d/(365*day)), "year")
}

// Size writes a number of bytes as people read it: "0 B", "512 B", "1.5 KiB", "12 MiB".
func Size(bytes int64) string {
	if bytes < 1024 {
		return fmt.Sprintf("%d B", bytes)
	}
	size, units := float64(bytes), "KMGTPE"
	for size /= 1024; size >= 1023.5; size /= 1024 {
		units = units[1:]
	}
	if size < 9.95 {
		return fmt.Sprintf("%.1f %ciB", size, units[0])
	}
	return fmt.Sprintf("%.0f %ciB", size, units[0])
}

// Count is a number with its noun, such as "1 node" and "2 nodes".
func Count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}
