package tui

import (
	"context"
	"net/url"
	"strings"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// browse opens the homepage of the selected row in the user's browser. Where
// there is none, as over ssh, its address goes to the clipboard.
func (o *outputsTab) browse() tea.Cmd {
	e, ok := o.store.known[o.selected]
	if !ok || e.detail == nil {
		o.out.say(theme.Dim, "no homepage is known of this yet")
		return nil
	}
	return o.f.browseTo(homepage(*e.detail), "this has no homepage")
}

// browseTo opens a page, if there is an address.
func (f *openFlake) browseTo(address, without string) tea.Cmd {
	switch {
	case address == "":
		f.out.say(theme.Dim, without)
		return nil
	case f.env.opt.Browse == nil:
		return f.out.copyText(address)
	}
	f.out.say(theme.Dim, "opening "+address)
	open := f.env.opt.Browse
	return f.jobs.Start(jobBrowse, func(context.Context) tea.Msg { return browsedMsg{f, address, open(address)} })
}

// browsedMsg tells whether a browser was started.
type browsedMsg struct {
	f       *openFlake
	address string
	err     error
}

func (a browsedMsg) apply() tea.Cmd {
	f := a.f
	if a.err == nil {
		f.out.say(theme.Good, "opened "+a.address)
		return nil
	}
	f.out.want(copying{a.address, text.First(a.err.Error()) + "; ", a.address})
	return nil
}

// homepage is the address of the page that the details name first, or "".
func homepage(d model.Detail) string {
	if a := webAddress(d.Get("homepage")); a != "" {
		return a
	}
	for _, f := range d.Fields {
		if a := webAddress(f.Text); f.Form == model.FormURL && a != "" {
			return a
		}
	}
	return ""
}

// webAddress is the first address of a text, or "" if it is not one of the web:
// what a flake says is handed to a program that knows other kinds too.
func webAddress(text string) string {
	const longest = 2000
	first, _, _ := strings.Cut(text, ", ")
	if len(first) > longest {
		return ""
	}
	u, err := url.Parse(first)
	if err != nil || u.Host == "" || u.User != nil || (u.Scheme != "http" && u.Scheme != "https") {
		return ""
	}
	if s := u.String(); model.Printable(s) == s && !strings.ContainsAny(s, " \"'`<>\\") {
		return s
	}
	return ""
}
