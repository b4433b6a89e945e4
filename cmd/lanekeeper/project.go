package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/lanekeeper/lanekeeper/engine"
)

// fileFlag adds -f, the project's file, which must be given.
func fileFlag(command *cobra.Command, file *string, usage string) {
	command.Flags().StringVarP(file, "file", "f", "", usage)
}

// readInput reads a file, or standard input for "-".
func readInput(command *cobra.Command, file string) ([]byte, error) {
	if file == "" {
		return nil, errors.New("say which project: -f project.json")
	}
	var data []byte
	var err error
	if file == "-" {
		data, err = io.ReadAll(command.InOrStdin())
	} else {
		data, err = os.ReadFile(file)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, engine.Wrap(engine.CodeNotFound, err, fmt.Sprintf("There is no file %s.", file))
	case err != nil:
		return nil, engine.Wrap(engine.CodeUnavailable, err, fmt.Sprintf("The file cannot be read: %v.", err))
	}
	return data, nil
}

// readRules reads a project's file and compiles it.
func readRules(command *cobra.Command, file string) (*engine.Rules, error) {
	data, err := readInput(command, file)
	if err != nil {
		return nil, err
	}
	p, err := engine.Read(data, nil)
	if err != nil {
		return nil, err
	}
	return engine.Compile(p)
}

// writeOutput writes a file, at once: whoever serves it never sees half of it.
// "-" is standard output.
func writeOutput(command *cobra.Command, file string, data []byte) error {
	if file == "-" {
		if _, err := command.OutOrStdout().Write(data); err != nil {
			return outputError(err)
		}
		return nil
	}
	if err := replace(file, data); err != nil {
		return outputError(err)
	}
	return nil
}

func replace(file string, data []byte) error {
	draft, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(draft.Name())
	_, err = draft.Write(data)
	if err := errors.Join(err, draft.Chmod(0o644), draft.Close()); err != nil {
		return err
	}
	return os.Rename(draft.Name(), file)
}
