package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/overlay"
	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

// showMenu opens the menu of what can be done with a row. The verbs are known at
// once; their commands come with fill.
func (ac *actions) showMenu(n model.Node) *actMenu {
	var verbs []model.Action
	for _, o := range model.Offers(n, model.Here{}) {
		verbs = append(verbs, model.Action{Offer: o, Path: n.Path})
	}
	return ac.openMenu(pathText(n.Path), ac.doable(verbs))
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
// one that is chosen. It fills a dialog.
type actMenu struct {
	ac     *actions
	theme  *theme.Theme
	all    []model.Action
	filled bool // the commands are known; before, nothing can be done
	cursor int
	picked bool // the user has chosen what is under the cursor
	moves  int  // of the cursor
	plan   menuPlan
	top    int
	width  int
	height int
	whole  *pager.Model
}

func newActMenu(ac *actions, all []model.Action) *actMenu {
	menu := &actMenu{ac: ac, theme: ac.env.theme, all: all, moves: 1, whole: pager.New(ac.env.theme)}
	menu.move(0)
	return menu
}

// fill puts in the commands. What was chosen meanwhile stays chosen.
func (u *actMenu) fill(all []model.Action) {
	u.all, u.filled = all, true
	if build, _ := u.build(); build.String() != u.plan.of {
		u.plan = menuPlan{wanted: u.plan.wanted}
	}
	u.move(0)
}

// chosen is the action under the cursor.
func (u *actMenu) chosen() (a model.Action, ok bool) {
	if u.cursor >= len(u.all) {
		return a, false
	}
	return u.all[u.cursor], true
}

// act carries out what is more than moving about: Enter does what is chosen, a
// letter chooses, and the same letter once more does it. The letter of editing edits
// the command of what was chosen. While the commands are not there keys choose only:
// nothing is done unseen.
func (u *actMenu) act(k keymap.Action) (cmd tea.Cmd, handled bool) {
	a, ok := u.chosen()
	verb, isVerb := verbOf(k)
	switch {
	case !ok:
		return nil, false
	case k == keymap.Activate, isVerb && u.picked && verb == a.Verb:
		return u.do(a, false), true
	case k == keymap.Plan:
		u.ac.planAgain(u)
		return nil, true
	case k == keymap.CopyText && a.Argv != nil:
		return u.ac.out.copyText(a.String()), true
	case isVerb && u.picked && u.filled && verb == model.VerbEdit:
		return u.do(a, true), true
	case isVerb:
		u.choose(verb)
	}
	return nil, isVerb
}

// do does an action, or edits its command first; before the commands are there it does
// nothing.
func (u *actMenu) do(a model.Action, edit bool) tea.Cmd {
	if !u.filled {
		return nil
	}
	return u.ac.want(wanted{a, edit})
}

// choose moves the cursor to a verb.
func (u *actMenu) choose(verb model.Verb) {
	if i := slices.IndexFunc(u.all, func(a model.Action) bool { return a.Verb == verb }); i >= 0 {
		u.move(i - u.cursor)
		u.picked = true
		u.moves++
	}
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
func (u *actMenu) Height() int { return len(u.all) + 1 + menuWhole }

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
		u.move(-len(u.all))
	case keymap.Bottom:
		u.move(len(u.all))
	default:
		return false
	}
	u.picked = true
	u.moves++
	return true
}

// move moves the cursor, and the list so far that it is seen.
func (u *actMenu) move(by int) {
	u.cursor = max(0, min(u.cursor+by, len(u.all)-1))
	h := u.listHeight()
	if h > 0 { // else it is only being measured
		u.top = max(0, min(u.top, u.cursor, len(u.all)-h))
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
		b = append(b, pager.Block{Text: cleanLines(a.Reason), Tone: theme.Dim})
	}
	if a.Warning != "" {
		b = append(b, pager.Block{Text: cleanLines(a.Warning), Tone: theme.Warn})
	}
	if a.Argv != nil {
		b = append(b, pager.Block{Text: cleanUpTo(a.String(), textMax), Hang: 2})
	}
	return b
}

// View implements overlay.Body.
func (u *actMenu) View() []string {
	return listAbove(u.theme, u.width, u.height, u.listHeight(), u.whole, func(line int) string {
		if i := u.top + line; i < len(u.all) {
			return u.row(u.all[i], i == u.cursor)
		}
		return ""
	})
}

// row is one verb: its letter, its name, and the command or why there is none.
func (u *actMenu) row(a model.Action, selected bool) string {
	const (
		names  = 25
		narrow = names + 24 // less than that leaves nothing of a command that says something
	)
	cursor, key, name, tone := "  ", theme.Accent, theme.Normal, theme.Dim
	text, _ := cut(a.String(), 4*u.width) // what cannot be seen need not be measured
	live := a.Possible() || u.waits(a)
	if !live {
		key, name, text = theme.Dim, theme.Dim, a.Reason
	}
	if selected {
		cursor = u.theme.Cursor + " "
		if live {
			name, tone = theme.Strong, theme.Normal
		}
	}
	if u.width < narrow {
		text = "" // it stands below the list
	}
	return bar(u.theme, u.width, []span{
		{theme.Accent, cursor}, {key, u.ac.env.key(doVerb(a.Verb), keymap.ScopeDo) + "  "}, {name, padRight(u.theme, a.Verb.String(), names) + "  "}, {tone, clean(text)},
	}, nil)
}
