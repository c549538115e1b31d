package lock

import (
	"flakewalk/model"
)

// HideSecrets is the reference without secrets, for the screen and for others.
func (r Ref) HideSecrets() Ref {
	if r == nil {
		return nil
	}
	shown := make(Ref, len(r))
	for i, a := range r {
		if model.SecretName(a.Name) && a.Type == model.TypeString {
			a.Text = model.Hidden
		}
		a.Text = model.HideSecrets(a.Text)
		shown[i] = a
	}
	return shown
}

// HideSecrets is the graph with references that hold no secrets. Nothing can be fetched
// by those.
func (g *Graph) HideSecrets() *Graph {
	shown := *g
	shown.nodes = make([]Node, len(g.nodes))
	for i, n := range g.nodes {
		n.Original, n.Locked = n.Original.HideSecrets(), n.Locked.HideSecrets()
		shown.nodes[i] = n
	}
	return &shown
}
