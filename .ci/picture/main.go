// Command picture draws the screen of a terminal as SVG. It reads what
// `tmux capture-pane -e -p` says of it: lines of text with their colours.
//
//	picture COLUMNSxROWS FOREGROUND BACKGROUND <CAPTURE >SVG
package main

import (
	"bytes"
	"fmt"
	"html"
	"image/color"
	"io"
	"os"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/vt"
)

// The measures of a cell in DejaVu Sans Mono: a letter is 0.602 em wide, a line 1.164 em high.
const (
	cellWidth, cellHeight = 10.0, 19.0
	fontSize              = 16.61
	baseline              = 15.25
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "picture:", err)
		os.Exit(1)
	}
}

func run(args []string, in io.Reader, out io.Writer) error {
	if len(args) != 3 {
		return fmt.Errorf("usage: picture COLUMNSxROWS FOREGROUND BACKGROUND")
	}
	s := screen{fg: args[1], bg: args[2]}
	if _, err := fmt.Sscanf(args[0], "%dx%d", &s.cols, &s.rows); err != nil {
		return fmt.Errorf("the size %q: %w", args[0], err)
	}
	capture, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	s.em = vt.NewEmulator(s.cols, s.rows)
	lines := bytes.ReplaceAll(bytes.TrimSuffix(capture, []byte("\n")), []byte("\n"), []byte("\r\n"))
	if _, err := s.em.Write(lines); err != nil {
		return err
	}
	var svg strings.Builder
	s.draw(&svg)
	_, err = io.WriteString(out, svg.String())
	return err
}

// screen is what is drawn.
type screen struct {
	em         *vt.Emulator
	cols, rows int
	fg, bg     string // where a cell has no colours of its own
}

// draw writes the backgrounds first: letters may reach into the next line.
func (s screen) draw(w *strings.Builder) {
	width, height := float64(s.cols)*cellWidth, float64(s.rows)*cellHeight
	fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" width="%g" height="%g">`+"\n", width, height)
	fmt.Fprintf(w, `<rect width="%g" height="%g" fill="%s"/>`+"\n", width, height, s.bg)
	for y := range s.rows {
		s.runs(y, func(x int, cells []*uv.Cell) {
			if _, bg := s.colours(cells[0].Style); bg != s.bg {
				fmt.Fprintf(w, `<rect x="%g" y="%g" width="%g" height="%g" fill="%s" shape-rendering="crispEdges"/>`+"\n",
					float64(x)*cellWidth, float64(y)*cellHeight, float64(len(cells))*cellWidth, cellHeight, bg)
			}
		})
	}
	fmt.Fprintf(w, `<g font-family="DejaVu Sans Mono, monospace" font-size="%g" xml:space="preserve">`+"\n", fontSize)
	for y := range s.rows {
		s.runs(y, func(x int, cells []*uv.Cell) { s.text(w, x, y, cells) })
	}
	fmt.Fprintln(w, "</g>\n</svg>")
}

// runs calls f with the cells of a row that look alike, and the column of the first.
func (s screen) runs(y int, f func(x int, cells []*uv.Cell)) {
	var run []*uv.Cell
	for x := range s.cols {
		cell := s.em.CellAt(x, y)
		if cell == nil {
			cell = &uv.Cell{}
		}
		if len(run) > 0 && !cell.Style.Equal(&run[0].Style) {
			f(x-len(run), run)
			run = nil
		}
		run = append(run, cell)
	}
	f(s.cols-len(run), run)
}

// text writes cells that look alike. Letters of ASCII follow each other as the cells
// do; anything else may come from another font and has a place of its own.
func (s screen) text(w *strings.Builder, x, y int, cells []*uv.Cell) {
	style := cells[0].Style
	fg, _ := s.colours(style)
	top := float64(y) * cellHeight
	if style.Underline != uv.UnderlineNone {
		fmt.Fprintf(w, `<rect x="%g" y="%g" width="%g" height="1.3" fill="%s"/>`+"\n",
			float64(x)*cellWidth, top+baseline+2, float64(len(cells))*cellWidth, fg)
	}
	weight := ""
	if style.Attrs&uv.AttrBold != 0 {
		weight = ` font-weight="bold"`
	}
	write := func(x int, text string) {
		if strings.TrimSpace(text) != "" {
			fmt.Fprintf(w, `<text x="%g" y="%g" fill="%s"%s>%s</text>`+"\n",
				float64(x)*cellWidth, top+baseline, fg, weight, html.EscapeString(text))
		}
	}
	plain := ""
	for i, c := range cells {
		if len(c.Content) == 1 {
			plain += c.Content
			continue
		}
		write(x+i-len(plain), plain)
		write(x+i, c.Content)
		plain = ""
	}
	write(x+len(cells)-len(plain), plain)
}

// colours are those of a style.
func (s screen) colours(style uv.Style) (fg, bg string) {
	fg, bg = hex(style.Fg, s.fg), hex(style.Bg, s.bg)
	if style.Attrs&uv.AttrReverse != 0 {
		fg, bg = bg, fg
	}
	return fg, bg
}

// hex writes a colour, or what stands for none.
func hex(c color.Color, none string) string {
	if c == nil {
		return none
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
