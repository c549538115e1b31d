package main

import "io"

// noted is standard output for texts that are written in passing, such as help. That
// one could not be written is an error of the whole run.
func (a *app) noted() io.Writer { return notedWriter{a} }

type notedWriter struct{ a *app }

// Write writes to standard output, and keeps the first error for the end of the run.
func (w notedWriter) Write(p []byte) (int, error) {
	n, err := w.a.out.Write(p)
	if err != nil && w.a.unwritten == nil {
		w.a.unwritten = err
	}
	return n, err //nolint:wrapcheck // it is a writer
}
