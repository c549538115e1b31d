// Package keymap says which key means which action, in which part of the
// screen, and in what words the help explains it. Nothing outside handles keys.
package keymap

// Action is something the user asks for. Keys end here, and so will the mouse
// and the menus.
type Action string

// The actions.
const (
	Up          Action = "up"
	Down        Action = "down"
	HalfUp      Action = "half-up"
	HalfDown    Action = "half-down"
	PageUp      Action = "page-up"
	PageDown    Action = "page-down"
	Top         Action = "top"
	Bottom      Action = "bottom"
	Open        Action = "open"
	Close       Action = "close"
	Toggle      Action = "toggle"
	Activate    Action = "activate"
	FoldAll     Action = "fold-all"
	Systems     Action = "systems"
	Explain     Action = "explain"
	TextDown    Action = "text-down"
	TextUp      Action = "text-up"
	NextTab     Action = "next-tab"
	PreviousTab Action = "previous-tab"
	EditCommand Action = "edit-command"
	NextPane    Action = "next-pane"
	CopyPath    Action = "copy-path"
	CopyCommand Action = "copy-command"
	CopyText    Action = "copy-text"
	Browse      Action = "browse"
	Allow       Action = "allow"
	Yes         Action = "yes"
	No          Action = "no"
	Runs        Action = "runs"
	Retry       Action = "retry"
	Fetch       Action = "fetch"
	Reload      Action = "reload"
	Cancel      Action = "cancel"
	Forget      Action = "forget"
	Back        Action = "back"
	Find        Action = "find"
	NextHit     Action = "next-hit"
	PreviousHit Action = "previous-hit"
	Jump        Action = "jump"
	GoTo        Action = "go-to"
	OpenFlake   Action = "open-flake"
	ShowOutputs Action = "show-outputs"
	ShowInputs  Action = "show-inputs"
	Card        Action = "card"
	NextView    Action = "next-view"
	Order       Action = "order"
	Why         Action = "why"
	OpenInput   Action = "open-input"
	Update      Action = "update"
	UpdateAll   Action = "update-all"
	OpenAlone   Action = "open-alone"
	Accept      Action = "accept"
	Complete    Action = "complete"
	Edit        Action = "edit"
	Menu        Action = "menu"
	Plan        Action = "plan"
	ShowJobs    Action = "show-jobs"
	SaveLog     Action = "save-log"
	Files       Action = "files"
	Wait        Action = "wait"
	Help        Action = "help"
	Dismiss     Action = "dismiss"
	Suspend     Action = "suspend"
	Quit        Action = "quit"
	Interrupt   Action = "interrupt"
)

// Actions lists every action.
func Actions() []Action {
	all := []Action{
		Up, Down, HalfUp, HalfDown, PageUp, PageDown, Top, Bottom,
		Open, Close, Toggle, Activate, FoldAll, Systems, NextPane,
		CopyPath, CopyCommand, CopyText, Retry, Fetch, Reload, Cancel, Forget, Back,
		Find, NextHit, PreviousHit, Jump, GoTo, OpenFlake, Accept, Complete, Edit,
		ShowOutputs, ShowInputs, Card, NextView, Order, Why, OpenInput, OpenAlone, Update, UpdateAll,
		Browse, Allow, Yes, No, Runs, Menu, Plan, ShowJobs, SaveLog, Files, Wait,
		Help, Dismiss, Suspend, Quit, Interrupt, Explain, EditCommand, TextDown, TextUp, NextTab, PreviousTab,
	}
	for _, d := range deeds {
		all = append(all, Do(d.verb))
	}
	return all
}

// Scope is a part of the screen that has keys of its own.
type Scope uint8

// The scopes, in the order in which the help shows them.
const (
	// ScopeTree is the list of outputs.
	ScopeTree Scope = iota
	// ScopeInputs is the Inputs tab, both of its panes.
	ScopeInputs
	// ScopeDetail is the detail pane.
	ScopeDetail
	// ScopeDo is what can be done with the selected row, in both panes and in the menu.
	ScopeDo
	// ScopeMenu is the menu of what can be done, on top of ScopeText and ScopeDo.
	ScopeMenu
	// ScopeJobs is the Jobs tab, both of its panes.
	ScopeJobs
	// ScopeError is the dialog with a whole error, on top of ScopeText.
	ScopeError
	// ScopeQuestion is a question that only one key says yes to, on top of ScopeText.
	ScopeQuestion
	// ScopeConsent is the question about a flake's nixConfig, on top of ScopeText.
	ScopeConsent
	// ScopeQuit is the question of quitting while jobs run, on top of ScopeQuestion.
	ScopeQuit
	// ScopeStart is the page where there is no flake, on top of ScopeText.
	ScopeStart
	// ScopeText is any text that scrolls: dialogs and the page of a flake that does not open.
	ScopeText
	// ScopeMain is what works in every pane, but not in dialogs.
	ScopeMain
	// ScopePrompt is a line of input: keys that it does not name are text.
	ScopePrompt
	// ScopeAlways is what works everywhere.
	ScopeAlways
	scopes
)

// Title is the heading of the scope's keys in the help.
func (s Scope) Title() string {
	if s >= scopes {
		s = ScopeAlways
	}
	return [scopes]string{
		ScopeTree:     "The tree",
		ScopeInputs:   "The inputs",
		ScopeDetail:   "The details",
		ScopeDo:       "What can be done",
		ScopeMenu:     "The menu",
		ScopeJobs:     "The jobs",
		ScopeError:    "A whole error",
		ScopeQuestion: "A question",
		ScopeConsent:  "A flake's nixConfig",
		ScopeQuit:     "Quitting while jobs run",
		ScopeStart:    "Where there is no flake",
		ScopeText:     "Dialogs",
		ScopePrompt:   "Typing",
		ScopeMain:     "Both panes",
		ScopeAlways:   "Everywhere",
	}[s]
}
