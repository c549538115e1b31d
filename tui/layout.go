package tui

// rect is a part of the screen; one without width or height is not shown.
type rect struct{ x, y, w, h int }

// layout says where everything is.
type layout struct {
	width, height int
	header        rect // one line, or two
	body          rect // the panes, or the page in their place
	list          rect
	divider       rect // between the panes, upright or lying
	detail        rect
	rule          rect
	status        rect
}

// Bounds of the layout.
const (
	wide      = 80 // from here on the panes stand side by side
	roomy     = 14 // lines from which there is room for ornament
	stackable = 9  // lines of the body from which the panes fit below each other
)

// newLayout cuts the screen into its parts. The pane with the keys is shown
// alone where there is no room for two.
func newLayout(w, h int, f focus) layout {
	w, h = max(0, w), max(0, h)
	l := layout{width: w, height: h}
	switch {
	case h >= roomy:
		l.header = rect{0, 0, w, 2}
		l.rule = rect{0, h - 2, w, 1}
	case h >= 4:
		l.header = rect{0, 0, w, 1}
	}
	if h >= 3 {
		l.status = rect{0, h - 1, w, 1}
	}
	l.body = rect{0, l.header.h, w, h - l.header.h - l.rule.h - l.status.h}
	l.split(f)
	return l
}

// split divides the body between the panes.
func (l *layout) split(f focus) {
	b := l.body
	switch {
	case b.w >= wide && b.h >= 3:
		left := max(34, min(b.w*45/100, 72))
		l.list = rect{b.x, b.y, left, b.h}
		l.divider = rect{left, b.y, 3, b.h}
		l.detail = rect{left + 3, b.y, b.w - left - 3, b.h}
	case b.h >= stackable:
		low := max(4, b.h*2/5)
		l.list = rect{b.x, b.y, b.w, b.h - low - 1}
		l.divider = rect{b.x, b.y + l.list.h, b.w, 1}
		l.detail = rect{b.x, b.y + l.list.h + 1, b.w, low}
	case f == focusDetail:
		l.detail = b
	default:
		l.list = b
	}
}

// resize lays the screen out anew.
func (m *Model) resize(w, h int) {
	l := newLayout(w, h, m.focus)
	m.layout = l
	m.tree.SetSize(l.list.w, l.list.h)
	m.detail.SetSize(l.detail.w, l.detail.h)
	m.page.SetSize(l.body.w-1, l.body.h)
	m.dialogs.SetSize(l.width, l.height-l.status.h-l.rule.h)
}
