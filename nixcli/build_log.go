package nixcli

import (
	"slices"
	"strings"

	"flakewalk/model/words"
)

// Bounds of the logs of builds.
const (
	// maxLogLines and maxLogBytes bound the log of one derivation.
	maxLogLines = 10_000
	maxLogBytes = 4 << 20
	// maxLogsBytes bounds the logs of all builds together.
	maxLogsBytes = 64 << 20
	// maxLogLine is how much of one line is kept, in bytes.
	maxLogLine = 64 << 10
	// lineCost is what a line costs beside its bytes.
	lineCost = 16
)

// logLines are the last lines of a log, in a ring. The zero value is an empty log.
type logLines struct {
	ring    []string
	first   int // where the oldest line is
	n       int // how many there are
	bytes   int // what they cost
	dropped int // lines before the oldest
}

// total is how many lines there were.
func (l *logLines) total() int { return l.dropped + l.n }

// push adds a line and returns what it costs.
func (l *logLines) push(line string) int {
	if l.n == len(l.ring) {
		l.grow()
	}
	l.ring[(l.first+l.n)%len(l.ring)] = line
	l.n++
	cost := len(line) + lineCost
	l.bytes += cost
	return cost
}

// grow doubles the ring and puts the oldest line at its beginning.
func (l *logLines) grow() {
	ring := make([]string, max(16, 2*len(l.ring)))
	copy(ring[copy(ring, l.ring[l.first:]):], l.ring[:l.first])
	l.ring, l.first = ring, 0
}

// drop forgets the oldest line and returns what it cost. There must be one.
func (l *logLines) drop() int {
	cost := len(l.ring[l.first]) + lineCost
	l.ring[l.first] = ""
	l.first = (l.first + 1) % len(l.ring)
	l.n--
	l.dropped++
	l.bytes -= cost
	return cost
}

// lines are at most so many lines from that number on, and the number of the first.
func (l *logLines) lines(from, most int) (first int, lines []string) {
	first = min(max(from, l.dropped), l.total())
	lines = make([]string, min(max(most, 0), l.total()-first))
	for i := range lines {
		lines[i] = l.ring[(l.first+first-l.dropped+i)%len(l.ring)]
	}
	return first, lines
}

// tail are the last lines, at most so many.
func (l *logLines) tail(most int) []string {
	_, lines := l.lines(l.total()-most, most)
	return lines
}

// logs keep the logs of all builds within their bound together. What goes first
// are the logs of derivations that were built, the longest ago first, and then
// the oldest lines of whichever log is the largest.
type logs struct {
	bytes int
	kept  map[*logLines]bool // running or failed
	built []*logLines
}

// add adds a line to a log, without its colours and cut where it is very long.
func (s *logs) add(l *logLines, line string) {
	if s.kept == nil {
		s.kept = make(map[*logLines]bool)
	}
	s.kept[l] = true
	s.bytes += l.push(keptLine(line))
	for l.n > maxLogLines || l.bytes > maxLogBytes {
		s.bytes -= l.drop()
	}
	for s.bytes > maxLogsBytes {
		s.bytes -= s.victim().drop()
	}
}

// keptLine is a line as it is kept: a copy, so that it does not hold the memory of
// the event it stood in.
func keptLine(line string) string {
	line = strings.TrimSuffix(stripANSI(line), "\r")
	if more := len(line) - maxLogLine; more > 0 {
		return line[:maxLogLine] + "... " + words.Size(more) + " more"
	}
	return strings.Clone(line)
}

// victim is the log to lose its oldest line.
func (s *logs) victim() *logLines {
	for len(s.built) > 0 {
		if l := s.built[0]; l.n > 0 {
			return l
		}
		s.built = s.built[1:]
	}
	var largest *logLines
	for l := range s.kept {
		if largest == nil || l.bytes > largest.bytes {
			largest = l
		}
	}
	return largest
}

// end tells that a derivation was built: its log is less wanted now.
func (s *logs) end(l *logLines) {
	if s.kept[l] {
		delete(s.kept, l)
		s.built = append(s.built, l)
	}
}

// keep tells that a derivation failed after all, when it was already taken for built.
func (s *logs) keep(l *logLines) {
	if i := slices.Index(s.built, l); i >= 0 {
		s.built = slices.Delete(s.built, i, i+1)
		s.kept[l] = true
	}
}

// forget drops a log.
func (s *logs) forget(l *logLines) {
	s.bytes -= l.bytes
	delete(s.kept, l)
	s.built = slices.DeleteFunc(s.built, func(b *logLines) bool { return b == l })
	*l = logLines{}
}
