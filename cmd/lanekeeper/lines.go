package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"iter"

	"github.com/spf13/cobra"

	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/server"
)

// maxLine is how long a line of input may be.
const maxLine = 16 << 20

// badLine stands in the output for a line that has no answer.
type badLine struct {
	Line int `json:"line"`
	server.Failure
}

// answerLines answers every line of the input that is not blank with one line
// of JSON, in order. A bad one gets an error line, and the others are answered
// all the same. Whoever writes one line and waits gets its answer at once.
func answerLines(command *cobra.Command, answer func(line []byte) (any, error)) error {
	in := bufio.NewReaderSize(command.InOrStdin(), 64<<10)
	out := bufio.NewWriterSize(command.OutOrStdout(), 64<<10)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	number, good, bad := 0, 0, 0
	for line, err := range lines(in) {
		number++
		if err == nil && len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var value any
		if err == nil {
			value, err = answer(line)
		}
		if good++; err != nil {
			good--
			bad++
			value = badLine{number, server.FailureOf(err)}
		}
		if err := enc.Encode(value); err != nil {
			return outputError(err)
		}
		if in.Buffered() == 0 {
			if err := out.Flush(); err != nil {
				return outputError(err)
			}
		}
	}
	if err := out.Flush(); err != nil {
		return outputError(err)
	}
	if bad > 0 {
		return engine.Errorf(engine.CodeInvalid, "%d of %d lines could not be answered; the output says which and why.", bad, good+bad)
	}
	return nil
}

// lines yields the lines of the input without their ends, valid until the next.
// One that is too long is skipped and yields an error; so does the input when it
// cannot be read, and then it ends.
func lines(in *bufio.Reader) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		var line []byte
		for {
			part, err := in.ReadSlice('\n')
			if len(line) <= maxLine {
				line = append(line, part...)
			}
			if errors.Is(err, bufio.ErrBufferFull) {
				continue
			}
			if err != nil && !errors.Is(err, io.EOF) {
				yield(nil, engine.Wrap(engine.CodeUnavailable, err, "The input cannot be read."))
				return
			}
			if len(line) > 0 && !yieldLine(line, yield) || err != nil {
				return
			}
			line = line[:0]
		}
	}
}

func yieldLine(line []byte, yield func([]byte, error) bool) bool {
	if len(line) > maxLine {
		return yield(nil, engine.Errorf(engine.CodeTooLarge, "The line is longer than %d bytes.", maxLine))
	}
	return yield(bytes.TrimRight(line, "\r\n"), nil)
}

// outputError is why an answer could not be written.
func outputError(err error) error {
	return engine.Wrap(engine.CodeUnavailable, err, "The output cannot be written: "+err.Error())
}
