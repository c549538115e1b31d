package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/model/words"
	"flakewalk/tui/keymap"
	"flakewalk/tui/overlay"
	"flakewalk/tui/pager"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// showMenu opens the menu of what can be done with a row. The verbs are known at
// once; their commands come with fill.
func (ac *actions) showMenu(n model.Node) *actMenu {
	var verbs []model.Action
	for _, o := range model.Offers(n, model.Here{}) {
		verbs = append(verbs, model.Action{Offer: o, Path: n.Path})
	}
	return ac.openMenu(text.Path(n.Path), ac.doable(verbs))
}

// openMenu opens a menu of actions.
func (ac *actions) openMenu(title string, all []model.Action) *actMenu {
	menu := newActMenu(ac, all)
	ac.menu = menu
	ac.f.jobs.Cancel(jobPlan) // that of another menu
	ac.out.show(overlay.Dialog{
		ID: dialogMenu, Title: title, Body: menu, Width: 100,
		Scopes: []keymap.Scope{keymap.ScopeMenu, keymap.ScopeText, keymap.ScopeDo},
		Do:     menu.act,
	})
	return menu
}

// menuOnTop is the menu that has the keys, or nil.
func (m *Model) menuOnTop() *actMenu {
	d, _ := m.dialogs.Top()
	menu, _ := d.Body.(*actMenu)
	return menu
}

// useful are the actions worth a hint.
func (u *actMenu) useful() []keymap.Action {
	a := []keymap.Action{keymap.Activate, keymap.CopyText, keymap.Dismiss, keymap.Help}
	if _, builds := u.build(); builds && u.ac.env.canBuild() {
		a = slices.Insert(a, 1, keymap.Plan)
	}
	return a
}

// closingMenu closes a menu, if it has the keys.
type closingMenu struct{ menu *actMenu }

func (r closingMenu) meet(m *Model) tea.Cmd {
	if m.menuOnTop() == r.menu {
		m.dialogs.Drop(dialogMenu)
	}
	return nil
}

// actMenu is a list of verbs with their commands, above the whole command of the
// one that is chosen. What cannot be done is one line, which unfolds. It fills a dialog.
type actMenu struct {
	ac       *actions
	theme    *theme.Theme
	all      []model.Action // what can be done first
	live     int            // how many can be done
	unfolded bool           // what cannot be done is listed
	filled   bool           // the commands are known; before, nothing can be done
	due      keymap.Action  // the letter that was pressed before they were
	cursor   int            // a line of the list
	moves    int            // of the cursor
	plan     menuPlan
	top      int
	width    int
	height   int
	whole    *pager.Model
}

func newActMenu(ac *actions, all []model.Action) *actMenu {
	menu := &actMenu{ac: ac, theme: ac.env.theme, moves: 1, whole: pager.New(ac.env.theme)}
	menu.list(all)
	return menu
}

// list takes the actions, what can be done first. The cursor stays on its verb.
func (u *actMenu) list(all []model.Action) {
	at, chosen := u.chosen()
	possible := func(a model.Action) bool { return a.Possible() || !u.filled && a.Apt }
	u.all = slices.Clone(all)
	slices.SortStableFunc(u.all, func(a, b model.Action) int {
		switch {
		case possible(a) == possible(b):
			return 0
		case possible(a):
			return -1
		}
		return 1
	})
	u.live = len(u.all)
	if i := slices.IndexFunc(u.all, func(a model.Action) bool { return !possible(a) }); i >= 0 {
		u.live = i
	}
	if chosen {
		u.choose(at.Verb)
	}
	u.move(0)
}

// fill puts in the commands, and does what a letter has asked for meanwhile.
func (u *actMenu) fill(all []model.Action) tea.Cmd {
	u.filled = true
	u.list(all)
	if build, _ := u.build(); build.String() != u.plan.of {
		u.plan = menuPlan{wanted: u.plan.wanted}
	}
	u.move(0)
	due := u.due
	u.due = ""
	if due == "" {
		return nil
	}
	cmd, _ := u.act(due)
	return cmd
}

// lines is the number of lines in the list.
func (u *actMenu) lines() int {
	switch {
	case u.live == len(u.all):
		return u.live
	case u.unfolded:
		return len(u.all) + 1
	}
	return u.live + 1
}

// at is the action in a line of the list; ok is false for the one that stands for what
// cannot be done.
func (u *actMenu) at(line int) (a model.Action, ok bool) {
	switch {
	case line < u.live:
		return u.all[line], true
	case u.unfolded && line > u.live && line <= len(u.all):
		return u.all[line-1], true
	}
	return a, false
}

// chosen is the action under the cursor.
func (u *actMenu) chosen() (a model.Action, ok bool) { return u.at(u.cursor) }

// act carries out what is more than moving about: Enter does what is chosen, and a letter
// what it stands for, once the commands are there.
func (u *actMenu) act(k keymap.Action) (cmd tea.Cmd, handled bool) {
	if verb, is := verbOf(k); is {
		u.choose(verb)
		a, ok := u.chosen()
		if ok && a.Verb == verb {
			return u.do(k, a, false), true
		}
		u.ac.out.say(theme.Warn, u.reasonOf(verb))
		return nil, true
	}
	a, ok := u.chosen()
	switch {
	case k == keymap.Plan:
		u.ac.planAgain(u)
	case k == keymap.Activate && !ok:
		u.unfolded = !u.unfolded
		u.ac.out.refit()
	case !ok:
		return nil, false
	case k == keymap.Activate, k == keymap.EditCommand:
		return u.do(k, a, k == keymap.EditCommand), true
	case k == keymap.CopyText && a.Argv != nil:
		return u.ac.out.copyText(a.String()), true
	default:
		return nil, false
	}
	return nil, true
}

// do does an action, or edits its command first; before the commands are there it is
// noted.
func (u *actMenu) do(k keymap.Action, a model.Action, edit bool) tea.Cmd {
	if !u.filled {
		u.due = k
		return nil
	}
	return u.ac.want(wanted{a, edit})
}

// choose moves the cursor to a verb that is listed.
func (u *actMenu) choose(verb model.Verb) {
	for line := range u.lines() {
		if a, ok := u.at(line); ok && a.Verb == verb {
			u.move(line - u.cursor)
			u.moves++
		}
	}
}

// reasonOf is why a verb that is not listed cannot be done.
func (u *actMenu) reasonOf(verb model.Verb) string {
	for _, a := range u.all {
		if a.Verb == verb {
			return a.Verb.String() + ": " + a.Reason
		}
	}
	return "this cannot be done here"
}

// SetSize implements overlay.Body.
func (u *actMenu) SetSize(width, height int) {
	u.width, u.height = width, height
	u.move(0)
}

// SetTheme implements overlay.Body.
func (u *actMenu) SetTheme(t *theme.Theme) {
	u.theme = t
	u.whole.SetTheme(t)
}

// menuWhole is how many lines the whole command and its plan have at most.
const menuWhole = 8

// Height implements overlay.Body.
func (u *actMenu) Height() int { return u.lines() + 1 + menuWhole }

// listHeight is what the list has of the height: the command has a third, and half
// of very little.
func (u *actMenu) listHeight() int {
	const little = 12
	switch {
	case u.height < 5:
		return u.height
	case u.height < little:
		return u.height / 2
	}
	return u.height - 1 - min(menuWhole, (u.height+1)/3)
}

// Do implements overlay.Body.
func (u *actMenu) Do(k keymap.Action) bool {
	page := max(1, u.listHeight()-1)
	switch k {
	case keymap.Up:
		u.move(-1)
	case keymap.Down:
		u.move(1)
	case keymap.HalfUp, keymap.PageUp:
		u.move(-page)
	case keymap.HalfDown, keymap.PageDown:
		u.move(page)
	case keymap.Top:
		u.move(-u.lines())
	case keymap.Bottom:
		u.move(u.lines())
	default:
		return false
	}
	u.moves++
	return true
}

// move moves the cursor, and the list so far that it is seen.
func (u *actMenu) move(by int) {
	u.cursor = max(0, min(u.cursor+by, u.lines()-1))
	h := u.listHeight()
	if h > 0 { // else it is only being measured
		u.top = max(0, min(u.top, u.cursor, u.lines()-h))
		u.top = max(u.top, u.cursor-h+1)
	}
	u.write()
	u.whole.SetSize(u.width, max(0, u.height-h-1))
	u.whole.ToTop()
}

// write lays out what stands below the list.
func (u *actMenu) write() {
	a, ok := u.chosen()
	switch {
	case !ok:
		u.whole.SetBlocks([]pager.Block{{Text: "What this flake or this row does not allow, each with the reason.", Tone: theme.Dim}})
	case u.waits(a):
		u.whole.SetBlocks([]pager.Block{{Text: "asking nix" + u.theme.Ellipsis, Tone: theme.Dim}})
	default:
		u.whole.SetBlocks(append(wholeAction(a), u.planBlocks()...))
	}
}

// waits tells whether the command of an action is still to come.
func (u *actMenu) waits(a model.Action) bool { return !u.filled && a.Apt }

// wholeAction is what one should know before doing it: the command to the letter,
// and what to mind.
func wholeAction(a model.Action) []pager.Block {
	var b []pager.Block
	if a.Reason != "" {
		b = append(b, pager.Block{Text: text.Lines(a.Reason), Tone: theme.Dim})
	}
	if a.Warning != "" {
		b = append(b, pager.Block{Text: text.Lines(a.Warning), Tone: theme.Warn})
	}
	if a.Argv != nil {
		b = append(b, pager.Block{Text: text.LinesUpTo(a.String(), text.Max), Hang: 2})
	}
	return b
}

// View implements overlay.Body.
func (u *actMenu) View() []string {
	return listAbove(u.theme, u.width, u.height, u.listHeight(), u.whole, func(line int) string {
		i := u.top + line
		if a, ok := u.at(i); ok {
			return u.row(a, i == u.cursor)
		}
		if i < u.lines() {
			return u.foldRow(i == u.cursor)
		}
		return ""
	})
}

// foldRow is the line that stands for what cannot be done.
func (u *actMenu) foldRow(selected bool) string {
	cursor, mark := "  ", u.theme.Folded
	if selected {
		cursor = u.theme.Cursor + " "
	}
	if u.unfolded {
		mark = u.theme.Unfolded
	}
	text := mark + "  " + words.Number(len(u.all)-u.live) + " more that cannot be done with this"
	return bar(u.theme, u.width, []span{{theme.Accent, cursor}, {theme.Dim, text}}, nil)
}

// row is one verb: its letter, its name, and the command or why there is none.
func (u *actMenu) row(a model.Action, selected bool) string {
	const (
		names  = 25
		narrow = names + 24 // less than that leaves nothing of a command that says something
	)
	cursor, key, name, tone := "  ", theme.Accent, theme.Normal, theme.Dim
	body, _ := text.Cut(a.Short(), 4*u.width) // what cannot be seen need not be measured
	live := a.Possible() || u.waits(a)
	if !live {
		key, name, body = theme.Dim, theme.Dim, a.Reason
	}
	if selected {
		cursor = u.theme.Cursor + " "
		if live {
			name, tone = theme.Strong, theme.Normal
		}
	}
	if u.width < narrow {
		body = "" // it stands below the list
	}
	return bar(u.theme, u.width, []span{
		{theme.Accent, cursor}, {key, u.ac.env.key(doVerb(a.Verb), keymap.ScopeDo) + "  "}, {name, padRight(u.theme, a.Verb.String(), names) + "  "}, {tone, text.Line(body)},
	}, nil)
}
