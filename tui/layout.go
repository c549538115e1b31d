package tui

// rect is a part of the screen; one without width or height is not shown.
type rect struct{ x, y, w, h int }

// has tells whether a cell lies in the rect.
func (r rect) has(x, y int) bool {
	return x >= r.x && x < r.x+r.w && y >= r.y && y < r.y+r.h
}

// layout says where everything is.
type layout struct {
	width, height int
	header        rect // one line, or two, and perhaps an empty one
	body          rect // the panes, or the page in their place
	list          rect
	divider       rect // between the panes, upright or lying
	detail        rect
	rule          rect
	status        rect
	held          bool // the mouse holds the divider
}

// Bounds of the layout.
const (
	wide      = 80 // from here on the panes stand side by side
	narrow    = 40 // below this there is one pane
	roomy     = 14 // lines from which there is room for ornament
	airy      = 24 // lines from which one below the header stays empty
	stackable = 9  // lines of the body from which the panes fit below each other
	listMin   = 41 // columns that a list takes by itself
	listMax   = 84
	paneMinW  = 20 // what dragging the divider leaves to a pane
	paneMinH  = 3
)

// split is how the user has divided the body between the panes, in thousandths
// for the list; 0 where the layout decides.
type split struct{ across, down int }

// newLayout cuts the screen into its parts. The pane with the keys is shown
// alone where there is no room for two.
func newLayout(w, h int, f focus, s split) layout {
	w, h = max(0, w), max(0, h)
	l := layout{width: w, height: h}
	switch {
	case h >= roomy:
		l.header = rect{0, 0, w, 2}
		l.rule = rect{0, h - 2, w, 1}
		if h >= airy {
			l.header.h++
		}
	case h >= 4:
		l.header = rect{0, 0, w, 1}
	}
	if h >= 3 {
		l.status = rect{0, h - 1, w, 1}
	}
	l.body = rect{0, l.header.h, w, h - l.header.h - l.rule.h - l.status.h}
	l.split(f, s)
	return l
}

// split divides the body between the panes. Every pane has a blank at its right,
// and the details one at their left: their text is not indented by marks.
func (l *layout) split(f focus, s split) {
	b := l.body
	switch {
	case b.w >= wide && b.h >= paneMinH:
		left := share(b.w-3, s.across, max(listMin, min(b.w/2-3, listMax)), paneMinW)
		l.list = rect{b.x, b.y, left, b.h}
		l.divider = rect{left, b.y, 3, b.h}
		l.detail = rect{left + 3, b.y, b.w - left - 3, b.h}
	case b.w >= narrow && b.h >= stackable:
		up := share(b.h-1, s.down, b.h-1-max(4, b.h*2/5), paneMinH)
		l.list = rect{b.x, b.y, b.w - 1, up}
		l.divider = rect{b.x, b.y + up, b.w, 1}
		l.detail = rect{b.x + 1, b.y + up + 1, b.w - 1, b.h - up - 1}
	case f == focusDetail:
		left := max(0, min(1, b.w-1))
		l.detail = rect{b.x + left, b.y, b.w - left, b.h}
	default:
		l.list = b
	}
}

// upright tells whether the panes stand side by side.
func (l *layout) upright() bool { return l.divider.w > 0 && l.divider.w < l.width }

// share is the list's part of a length: as the user wants it, within bounds, or
// the usual one.
func share(length, wish, usual, least int) int {
	if wish > 0 {
		usual = length * wish / 1000
	}
	return max(least, min(usual, length-least))
}

// resize lays the screen out anew.
func (m *Model) resize(w, h int) {
	held := m.layout.held
	m.layout = newLayout(w, h, m.focus, m.split)
	m.layout.held = held
	m.relay()
}

// relay tells everybody where they are.
func (m *Model) relay() {
	l := m.layout
	for _, one := range m.visit.views() {
		one.resize(l)
	}
	for _, t := range m.extra {
		t.resize(l)
	}
	m.dialogs.SetSize(l.width, l.height-l.status.h-l.rule.h)
}

// hold takes hold of the divider, or lets go of it.
func (m *Model) hold(on bool) {
	m.layout.held = on
	m.relay()
}
