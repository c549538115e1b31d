package tui

import (
	"slices"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/outline"
	"flakewalk/tui/theme"
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

// jobsPane is the Jobs tab: the jobs, the newest first, and what is known of the one
// under the cursor. It belongs to no flake.
type jobsPane struct {
	m      *Model
	tree   *outline.Model
	rows   []jobRow    // of the outline, by ID; the first stands above them all
	below  map[int]int // by job: how many of them lie below it
	steps  map[jobRow]model.BuildStep
	open   map[int]bool   // what the user has opened or closed
	flakes map[int]string // by job: the flake that it is of
	mixed  bool           // they are of several
	wish   jobRow         // where the cursor shall go when the tab is looked at
	detail jobText
	search logSearch
}

func newJobsPane(m *Model) *jobsPane {
	p := &jobsPane{m: m, rows: []jobRow{{}}, open: map[int]bool{}, flakes: map[int]string{}}
	p.tree = outline.New(p, m.theme)
	p.detail = newJobText(m.theme)
	return p
}

func (p *jobsPane) setTheme(t *theme.Theme) {
	p.tree.SetTheme(t)
	p.detail.setTheme(t)
}

func (p *jobsPane) setSize(l layout) {
	p.tree.SetSize(l.list.w, l.list.h)
	p.detail.setSize(l.detail.w, l.detail.h)
}

// onJobs tells whether the jobs are on screen.
func (m *Model) onJobs() bool { return m.topic == topicJobs }

// showJobs shows the Jobs tab, with the cursor on what is new there.
func (m *Model) showJobs() {
	if !m.canBuild() {
		m.say(theme.Dim, "nothing can run in the background here")
		return
	}
	m.showTopic(topicJobs)
	m.refreshJobs()
}

// refreshJobs brings the tab up to date while it is on screen.
func (m *Model) refreshJobs() {
	if !m.onJobs() {
		return
	}
	p := m.jobsTab
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
func (p *jobsPane) ended(b model.Build, looking bool) {
	if b.State != model.BuildFailed || len(b.Failed) == 0 || looking && p.cursor().id != b.ID {
		return
	}
	p.wish = jobRow{id: b.ID, drv: b.Failed[0].Drv}
}

// cursor is the row under the cursor.
func (p *jobsPane) cursor() jobRow {
	id, _ := p.tree.Cursor()
	return p.rows[id]
}

// current is the job that the cursor is on or in; ok is false where there is none.
func (p *jobsPane) current() (b model.Build, ok bool) { return p.m.builds.find(p.cursor().id) }

// isOpen tells whether a job shows what it consists of: as the user wants, else while
// there is something to look at.
func (p *jobsPane) isOpen(b model.Build) bool {
	if open, ok := p.open[b.ID]; ok {
		return open
	}
	return !b.State.Ended() || b.State == model.BuildFailed
}

// fill gives the outline its rows, if there are others than before. The cursor stays
// on its row, or goes to the job of one that is gone.
func (p *jobsPane) fill(always bool) {
	rows := p.wanted()
	if !always && slices.Equal(rows, p.rows) {
		return
	}
	at, line := p.cursor(), p.tree.Line()
	p.rows = rows
	p.tree.Reset()
	p.tree.SetChildren(outline.Root, len(p.m.builds.all))
	for id := 1; id <= len(p.m.builds.all); id++ {
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
func (p *jobsPane) wanted() []jobRow {
	all := p.m.builds.all
	rows := []jobRow{{}}
	p.mixed = false
	for _, b := range slices.Backward(all) {
		rows = append(rows, jobRow{id: b.ID})
		p.mixed = p.mixed || p.flakes[b.ID] != p.flakes[all[0].ID]
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
func (p *jobsPane) kids(b model.Build) []jobRow {
	var failed, running, done, rows []jobRow
	for _, s := range p.m.opt.Builds.Steps(b.ID) {
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
	if p.m.opt.Builds.Log(b.ID, "", 0, 0).Total > 0 {
		rows = append(rows, jobRow{id: b.ID, said: true})
	}
	return rows
}

// Branch implements outline.Source.
func (p *jobsPane) Branch(id outline.ID) bool {
	r := p.rows[id]
	if !r.job() {
		return false
	}
	b, _ := p.m.builds.find(r.id)
	return p.below[b.ID] > 0 || !p.isOpen(b)
}

// do carries out what moves in the list, opens and closes.
func (p *jobsPane) do(a keymap.Action) (handled bool) {
	need, handled := p.tree.Do(a)
	if !handled {
		return false
	}
	if s, stuck := need.(outline.Stuck); stuck && a == keymap.Activate && !p.rows[s.ID].job() {
		p.m.setFocus(focusDetail)
	}
	for id := 1; id <= len(p.m.builds.all); id++ {
		b, _ := p.m.builds.find(p.rows[id].id)
		if open := p.tree.IsOpen(outline.ID(id)); open != p.isOpen(b) && (open || p.below[b.ID] > 0) {
			p.open[b.ID] = open
		}
	}
	if n, waits := need.(outline.NeedChildren); waits {
		p.open[p.rows[n.ID].id] = true
		p.fill(true)
	}
	return true
}
