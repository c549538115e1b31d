package model

// Shown is what a command printed that only shows text.
type Shown struct {
	// Out is what it printed, and Said what it wrote to stderr: raw, both, and as the
	// flake would have it.
	Out, Said string
	// Left is how many bytes of Out were left out.
	Left int
	// Tail tells that the beginning was left out, and not the end.
	Tail bool
}
