package tui

import (
	"slices"

	"flakewalk/model"
	"flakewalk/tui/job"
	"flakewalk/tui/keymap"
	"flakewalk/tui/outline"
)

// jobRow names a row of the Jobs tab: a job, or below it one of its derivations or
// what nix itself said.
type jobRow struct {
	id   int    // of the job; 0 is no row
	drv  string // the derivation's store path, or ""
	said bool   // what nix itself said
}

// job tells whether it is the row of a job itself.
func (r jobRow) job() bool { return r.drv == "" && !r.said }

// jobsTab is the Jobs tab: the jobs, the newest first, and what is known of the one
// under the cursor. It belongs to no flake.
type jobsTab struct {
	pane
	background
	work    *job.Table
	builds  Builds
	rows    []jobRow    // of the outline, by ID; the first stands above them all
	below   map[int]int // by job: how many of them lie below it
	steps   map[jobRow]model.BuildStep
	open    map[int]bool // what the user has opened or closed
	names   jobNames
	finding bool   // it is being typed what to search for in the log
	wish    jobRow // where the cursor shall go when the tab is looked at
	detail  jobText
	search  logSearch
}

// jobNames is what the names of jobs follow from.
type jobNames struct {
	flakes map[int]string // by job: the flake that it is of
	mixed  bool           // they are of several
	system string         // of the flake on screen
}

func newJobsTab(e *env, out *outbox) *jobsTab {
	p := &jobsTab{pane: pane{env: e, out: out}, work: job.NewTable(e.ctx), builds: e.opt.Builds}
	p.rows, p.open, p.names.flakes = []jobRow{{}}, map[int]bool{}, map[int]string{}
	p.detail = newJobText(e.theme)
	p.tree, p.text = outline.New(p, e.theme), &p.detail
	return p
}

// setShown puts the cursor on what is new when the tab comes on screen.
func (p *jobsTab) setShown(on bool) {
	p.shown = on
	p.refresh()
}

// refresh brings the tab up to date while it is on screen.
func (p *jobsTab) refresh() {
	if !p.shown {
		return
	}
	p.fill(false)
	if p.wish.id != 0 {
		if i := slices.Index(p.rows, p.wish); i > 0 {
			p.tree.Select(outline.ID(i)) //nolint:gosec // rows are never that many
		}
		p.wish = jobRow{}
	}
	p.follow()
	p.write()
}

// ended notes that a job has ended: one that failed leads to the derivation at fault
// when somebody looks, or at once where the cursor is on the job.
func (p *jobsTab) ended(b model.Build, looking bool) {
	if b.State != model.BuildFailed || len(b.Failed) == 0 || looking && p.cursor().id != b.ID {
		return
	}
	p.wish = jobRow{id: b.ID, drv: b.Failed[0].Drv}
}

// cursor is the row under the cursor.
func (p *jobsTab) cursor() jobRow {
	id, _ := p.tree.Cursor()
	return p.rows[id]
}

// current is the job that the cursor is on or in; ok is false where there is none.
func (p *jobsTab) current() (b model.Build, ok bool) { return p.find(p.cursor().id) }

// isOpen tells whether a job shows what it consists of: as the user wants, else while
// there is something to look at.
func (p *jobsTab) isOpen(b model.Build) bool {
	if open, ok := p.open[b.ID]; ok {
		return open
	}
	return !b.State.Ended() || b.State == model.BuildFailed
}

// fill gives the outline its rows, if there are others than before. The cursor stays
// on its row, or goes to the job of one that is gone.
func (p *jobsTab) fill(always bool) {
	rows := p.wanted()
	if !always && slices.Equal(rows, p.rows) {
		return
	}
	at, line := p.cursor(), p.tree.Line()
	p.rows = rows
	p.tree.Reset()
	p.tree.SetChildren(outline.Root, len(p.all))
	for id := 1; id <= len(p.all); id++ {
		if kids := p.below[rows[id].id]; kids > 0 {
			p.tree.Open(outline.ID(id))
			p.tree.SetChildren(outline.ID(id), kids)
		}
	}
	i := slices.Index(rows, at)
	if i < 0 {
		i = slices.Index(rows, jobRow{id: at.id})
	}
	if i > 0 {
		p.tree.Select(outline.ID(i)) //nolint:gosec // rows are never that many
		p.tree.SetLine(line)
	}
}

// wanted are the rows as they should be, in the order of the outline's numbers: all
// jobs, then what is below each that is open.
func (p *jobsTab) wanted() []jobRow {
	all := p.all
	rows := []jobRow{{}}
	p.names.mixed = false
	for _, b := range slices.Backward(all) {
		rows = append(rows, jobRow{id: b.ID})
		p.names.mixed = p.names.mixed || p.names.flakes[b.ID] != p.names.flakes[all[0].ID]
	}
	p.below, p.steps = map[int]int{}, map[jobRow]model.BuildStep{}
	for _, b := range slices.Backward(all) {
		if !p.isOpen(b) {
			continue
		}
		kids := p.kids(b)
		rows, p.below[b.ID] = append(rows, kids...), len(kids)
	}
	return rows
}

// kids are the rows below a job: what failed, what is being built, then what was
// built, the latest first; and what nix said.
func (p *jobsTab) kids(b model.Build) []jobRow {
	var failed, running, done, rows []jobRow
	for _, s := range p.builds.Steps(b.ID) {
		row := jobRow{id: b.ID, drv: s.Drv}
		p.steps[row] = s
		switch {
		case s.Reason != "":
			failed = append(failed, row)
		case s.Ended.IsZero():
			running = append(running, row)
		default:
			done = append(done, row)
		}
	}
	slices.Reverse(done)
	rows = slices.Concat(failed, running, done)
	if p.builds.Log(b.ID, "", 0, 0).Total > 0 {
		rows = append(rows, jobRow{id: b.ID, said: true})
	}
	return rows
}

// Branch implements outline.Source.
func (p *jobsTab) Branch(id outline.ID) bool {
	r := p.rows[id]
	if !r.job() {
		return false
	}
	b, _ := p.find(r.id)
	return p.below[b.ID] > 0 || !p.isOpen(b)
}

// move carries out what moves in the list, opens and closes.
func (p *jobsTab) move(a keymap.Action) (handled bool) {
	need, handled := p.tree.Do(a)
	if !handled {
		return false
	}
	if s := need.Stuck; s != outline.Root && a == keymap.Activate && !p.rows[s].job() {
		p.out.focusOn(focusDetail)
	}
	for id := 1; id <= len(p.all); id++ {
		b, _ := p.find(p.rows[id].id)
		if open := p.tree.IsOpen(outline.ID(id)); open != p.isOpen(b) && (open || p.below[b.ID] > 0) {
			p.open[b.ID] = open
		}
	}
	if need.Children != outline.Root {
		p.open[p.rows[need.Children].id] = true
		p.fill(true)
	}
	return true
}
