package keymap

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// Entry binds keys to an action in one scope.
type Entry struct {
	// Scope is where the keys work.
	Scope Scope
	// Action is what they ask for.
	Action Action
	// Binding holds the keys and their words in the help.
	Binding key.Binding
	// Short is the word for the line of keys at the bottom of the screen.
	Short string
}

// Section is a part of the help: the keys of one scope.
type Section struct {
	// Title is its heading.
	Title string
	// Keys are its lines.
	Keys []key.Help
}

// Map resolves keys to actions. Make one with New.
type Map struct {
	entries []Entry
	byKey   [scopes]map[string]Action
}

// New returns the key map. With ascii set its help has no arrows.
func New(ascii bool) Map {
	return newMap(bindings(arrows(ascii)))
}

func newMap(entries []Entry) Map {
	m := Map{entries: entries}
	for s := range m.byKey {
		m.byKey[s] = map[string]Action{}
	}
	for _, e := range m.entries {
		for _, k := range e.Binding.Keys() {
			m.byKey[e.Scope][k] = e.Action
		}
	}
	return m
}

// With is the map with more entries.
func (m Map) With(more ...Entry) Map { return newMap(slices.Concat(m.entries, more)) }

// Changed is the map with every entry as change has it; keep tells whether it stays.
func (m Map) Changed(change func(Entry) (e Entry, keep bool)) Map {
	var entries []Entry
	for _, e := range m.entries {
		if e, keep := change(e); keep {
			entries = append(entries, e)
		}
	}
	return newMap(entries)
}

// arrow holds the help's words for the arrow keys.
type arrow struct{ up, down, left, right string }

func arrows(ascii bool) arrow {
	if ascii {
		return arrow{"up", "down", "left", "right"}
	}
	return arrow{"↑", "↓", "←", "→"}
}

// bindings is the one table of keys. Note for whoever adds one: Bubble Tea
// calls the space bar "space", and a letter with shift by its capital.
func bindings(a arrow) []Entry {
	list := []Entry{
		bind(ScopeTree, Open, "l "+a.right, "open anything", "open", "l", "right"),
		bind(ScopeTree, Close, "h "+a.left, "close, or go to the parent", "close", "h", "left"),
		bind(ScopeTree, Activate, "enter", "open or close; on a leaf what can be done; on a failed row the whole error", "open", "enter"),
		bind(ScopeTree, Toggle, "space", "open or close", "toggle", "space"),
		bind(ScopeTree, FoldAll, "-", "close everything", "fold all", "-"),
		bind(ScopeTree, Systems, "S", "show or hide other systems", "other systems", "S"),
		bind(ScopeInputs, NextView, "v", "show them as a tree, as a list, or what is locked more than once", "view", "v"),
		bind(ScopeInputs, Order, "s", "sort the list: by age, by name, by use", "sort", "s"),
		bind(ScopeInputs, Why, "w", "why it is here: all ways to it", "why", "w"),
		bind(ScopeInputs, OpenInput, "f", "open it as a flake, as this flake sees it", "open", "f"),
		bind(ScopeInputs, OpenAlone, "F", "open it as a flake of its own, without what this flake's follows make of it", "open alone", "F"),
		bind(ScopeInputs, GoTo, ":", "go to an input by its path", "go to", ":"),
		bind(ScopeInputs, Update, "u", "update it in the lock file (asks)", "update", "u"),
		bind(ScopeInputs, UpdateAll, "U", "update all inputs in the lock file (asks)", "update all", "U"),
		bind(ScopeInputs, CopyPath, "y", "copy its path; of what is locked more than once the lines to paste", "copy path", "y"),
		bind(ScopeInputs, CopyCommand, "Y", "copy its locked reference", "copy reference", "Y"),
		bind(ScopeInputs, Browse, "o", "open its page in a browser", "web page", "o"),
		bind(ScopeDetail, Activate, "enter", "the whole error", "whole error", "enter"),
		bind(ScopeDetail, Close, "h "+a.left, "back to the tree", "tree", "h", "left"),
		bind(ScopeError, Toggle, "space enter", "fold or unfold the trace", "trace", "space", "enter"),
		bind(ScopeError, Allow, "!", "evaluate with what was refused", "allow", "!"),
		bind(ScopeQuestion, Yes, "y", "allow it; any other key does not", "allow", "y"),
		bind(ScopeConsent, Yes, "y", "accept what it asks for", "accept", "y"),
		bind(ScopeConsent, No, "n", "decline it; any other key goes back", "decline", "n"),
		bind(ScopeError, Fetch, "T", "fetch with the terminal, where git or ssh has to ask for something", "with the terminal", "T"),
		bind(ScopeError, Retry, "r", "evaluate again, with twice the time", "retry", "r"),
		bind(ScopeStart, Activate, "enter", "open what is chosen", "open", "enter"),
		bind(ScopeText, CopyText, "y", "copy the text", "copy", "y"),
		bind(ScopeMain, ShowOutputs, "1", "the outputs", "outputs", "1"),
		bind(ScopeMain, ShowInputs, "2", "the inputs", "inputs", "2"),
		bind(ScopeMain, PreviousTab, "[", "the tab before", "tab before", "["),
		bind(ScopeMain, NextTab, "]", "the next tab", "next tab", "]"),
		bind(ScopeMain, TextDown, "J", "scroll the details down, from the list", "details down", "J"),
		bind(ScopeMain, TextUp, "K", "scroll the details up, from the list", "details up", "K"),
		bind(ScopeMain, Card, "i", "about the flake itself: its inputs in short, and its nixConfig", "about", "i"),
		bind(ScopeMain, NextPane, "tab", "go to the other pane", "details", "tab", "shift+tab"),
		bind(ScopeMain, CopyPath, "y", "copy the attribute path", "copy path", "y"),
		bind(ScopeMain, CopyCommand, "Y", "copy the first command", "copy command", "Y"),
		bind(ScopeMain, Allow, "!", "let it build, or be impure, where that was refused (asks)", "allow", "!"),
		bind(ScopeMain, Browse, "o", "open the homepage in a browser", "homepage", "o"),
		bind(ScopeMain, Explain, "E", "say in a sentence what each row is, or not", "explain", "E"),
		bind(ScopeMain, Reload, "R", "reload the flake", "reload", "R"),
		bind(ScopeMain, Fetch, "T", "fetch with the terminal, where git or ssh has to ask for something", "with the terminal", "T"),
		bind(ScopeMain, Cancel, "x", "cancel what nix is doing", "cancel", "x"),
		bind(ScopeMain, Runs, "@", "the nix commands that were run", "commands", "@"),
		bind(ScopeMain, Back, "backspace", "back to the flake before", "back", "backspace"),
		bind(ScopeMain, Find, "/", "find a name in the tree", "find", "/"),
		bind(ScopeMain, NextHit, "n", "the next one found", "next", "n"),
		bind(ScopeMain, PreviousHit, "N", "the one found before", "previous", "N"),
		bind(ScopeMain, Jump, "ctrl+p", "jump to any name of the flake", "jump", "ctrl+p"),
		bind(ScopeMain, GoTo, ":", "go to an attribute path", "go to", ":"),
		bind(ScopeMain, OpenFlake, "ctrl+o", "open another flake", "open a flake", "ctrl+o"),
		bind(ScopeAlways, Help, "?", "this help", "help", "?"),
		bind(ScopeAlways, Dismiss, "esc", "close the top layer", "close", "esc"),
		bind(ScopeAlways, Suspend, "ctrl+z", "suspend", "suspend", "ctrl+z"),
		bind(ScopeAlways, Quit, "q", "quit; what is on top is closed first", "quit", "q"),
		bind(ScopeAlways, Interrupt, "ctrl+c", "quit from anywhere", "quit", "ctrl+c"),
	}
	list = append(list, typing(a)...)
	list = append(list, doing()...)
	for _, s := range scrolling() {
		list = append(list, moves(s, a)...)
	}
	return list
}

// typing are the keys of a line of input that are not text.
func typing(a arrow) []Entry {
	return []Entry{
		bind(ScopePrompt, Accept, "enter", "take it", "go", "enter"),
		bind(ScopePrompt, Dismiss, "esc", "leave all as it was", "back", "esc"),
		bind(ScopePrompt, Complete, "tab", "complete what is typed", "complete", "tab"),
		bind(ScopePrompt, Down, a.down+" ctrl+n", "the next one", "next", "down", "ctrl+n"),
		bind(ScopePrompt, Up, a.up+" ctrl+p", "the one before", "previous", "up", "ctrl+p"),
		bind(ScopePrompt, PageDown, "pgdn", "a page down", "page down", "pgdown"),
		bind(ScopePrompt, PageUp, "pgup", "a page up", "page up", "pgup"),
		bind(ScopePrompt, Edit, "ctrl+a ctrl+e", "to the start or the end of the line", "edit", "ctrl+a", "ctrl+e", "home", "end"),
		bind(ScopePrompt, Edit, "alt+"+a.left+" alt+"+a.right, "a word to the left or the right", "edit",
			"left", "right", "ctrl+b", "ctrl+f", "alt+left", "alt+right", "ctrl+left", "ctrl+right", "alt+b", "alt+f"),
		bind(ScopePrompt, Edit, "ctrl+w", "delete the word before the cursor", "edit",
			"ctrl+w", "alt+backspace", "alt+d", "alt+delete", "backspace", "ctrl+h", "delete", "ctrl+d"),
		bind(ScopePrompt, Edit, "ctrl+u ctrl+k", "delete up to the start or the end", "edit", "ctrl+u", "ctrl+k"),
		bind(ScopePrompt, Suspend, "ctrl+z", "suspend", "suspend", "ctrl+z"),
		bind(ScopePrompt, Interrupt, "ctrl+c", "quit", "quit", "ctrl+c"),
	}
}

// scrolling are the scopes that have the keys to move about; the first stands
// for all in the help.
func scrolling() []Scope { return []Scope{ScopeTree, ScopeDetail, ScopeText} }

// isMove tells whether an action only moves the cursor or the text.
func isMove(a Action) bool {
	switch a {
	case Up, Down, HalfUp, HalfDown, PageUp, PageDown, Top, Bottom:
		return true
	}
	return false
}

// moves are the keys that move in a list or in a text.
func moves(s Scope, a arrow) []Entry {
	return []Entry{
		bind(s, Down, "j "+a.down, "down", "down", "j", "down"),
		bind(s, Up, "k "+a.up, "up", "up", "k", "up"),
		bind(s, HalfDown, "ctrl+d", "half a page down", "half down", "ctrl+d"),
		bind(s, HalfUp, "ctrl+u", "half a page up", "half up", "ctrl+u"),
		bind(s, PageDown, "pgdn", "a page down", "page down", "pgdown"),
		bind(s, PageUp, "pgup", "a page up", "page up", "pgup"),
		bind(s, Top, "g home", "to the top", "top", "g", "home"),
		bind(s, Bottom, "G end", "to the bottom", "bottom", "G", "end"),
	}
}

// bind makes an entry: label and help are for the help, short for the status line.
func bind(s Scope, a Action, label, help, short string, keys ...string) Entry {
	return Entry{
		Scope: s, Action: a, Short: short,
		Binding: key.NewBinding(key.WithKeys(keys...), key.WithHelp(label, help)),
	}
}

// Resolve tells what a key asks for; the first scope that knows it wins. A sign that
// nobody knows, where a US layout has a letter, is that letter: Greek has ; at the place
// of Q.
func (m Map) Resolve(k tea.KeyPressMsg, in ...Scope) (Action, bool) {
	a, ok := m.resolve(k.String(), in)
	if sign := len(k.Text) == 1 && unicode.IsPunct(k.Code); !ok && sign && unicode.IsLetter(k.BaseCode) {
		return m.resolve(string(k.BaseCode), in)
	}
	return a, ok
}

func (m Map) resolve(name string, in []Scope) (Action, bool) {
	for _, s := range in {
		if a, ok := m.byKey[s][name]; ok {
			return a, true
		}
	}
	return "", false
}

// Entries lists all bindings.
func (m Map) Entries() []Entry { return m.entries }

// Help returns the keys: first those that move, which are the same wherever
// something scrolls, then one section for each scope.
func (m Map) Help() []Section {
	all := []Section{m.section("Moving", func(e Entry) bool {
		return isMove(e.Action) && e.Scope == scrolling()[0]
	})}
	for s := range scopes {
		all = append(all, m.section(s.Title(), func(e Entry) bool {
			return e.Scope == s && (!isMove(e.Action) || !slices.Contains(scrolling(), s))
		}))
	}
	return slices.DeleteFunc(all, func(s Section) bool { return len(s.Keys) == 0 })
}

func (m Map) section(title string, in func(Entry) bool) Section {
	sec := Section{Title: title}
	for _, e := range m.entries {
		if in(e) && e.Binding.Enabled() {
			sec.Keys = append(sec.Keys, e.Binding.Help())
		}
	}
	return sec
}

// Hint returns the first key of an action in the scopes, and its short word;
// ok is false where the action has no key.
func (m Map) Hint(a Action, in ...Scope) (h key.Help, ok bool) {
	for _, s := range in {
		for _, e := range m.entries {
			if e.Scope == s && e.Action == a && e.Binding.Enabled() {
				return key.Help{Key: shown(e.Binding.Keys()[0]), Desc: e.Short}, true
			}
		}
	}
	return key.Help{}, false
}

// Named is a text in which actions stand in braces, such as {retry}, with their keys
// instead: the first of the first entry. {Retry} begins a sentence. What is no action
// stays.
func (m Map) Named(text string) string {
	return braces.ReplaceAllStringFunc(text, func(word string) string {
		name := word[1 : len(word)-1]
		lower := strings.ToLower(name)
		for _, e := range m.entries {
			if string(e.Action) == lower && e.Binding.Enabled() {
				k := shown(e.Binding.Keys()[0])
				if lower != name {
					k = strings.ToUpper(k[:1]) + k[1:]
				}
				return k
			}
		}
		return word
	})
}

var braces = regexp.MustCompile(`\{[A-Za-z-]+\}`)

// shown is the name of a key as people know it.
func shown(k string) string {
	switch k {
	case "pgdown":
		return "pgdn"
	case "escape":
		return "esc"
	}
	return k
}
