package model

import (
	"strconv"
	"strings"
	"time"
)

// joinMost joins names by commas and counts those that are not among them.
func joinMost(names []string, all int) string {
	s := strings.Join(names, ", ")
	if rest := all - len(names); rest > 0 {
		s += " and " + strconv.Itoa(rest) + " more"
	}
	return s
}

// AgeText says how long a time is in the unit that fits, such as "3 months".
func AgeText(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d < time.Minute:
		return "less than a minute"
	case d < time.Hour:
		return plural(int(d/time.Minute), "minute")
	case d < day:
		return plural(int(d/time.Hour), "hour")
	case d < 60*day:
		return plural(int(d/day), "day")
	case d < 730*day:
		return plural(int(d/(30*day)), "month")
	}
	return plural(int(d/(365*day)), "year")
}
