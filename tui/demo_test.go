package tui
import ("testing";"context";"os";tea "charm.land/bubbletea/v2")
func TestDemo(t *testing.T){ if os.Getenv("DEMO")=="" {return}
 f:=sample(); m:=New(context.Background(), f, Options{Ref:f.flake.Ref, Now: now, Fragment: os.Getenv("FRAG"), ASCII: os.Getenv("ASC")!=""})
 tea.NewProgram(m).Run(); m.Close() }
