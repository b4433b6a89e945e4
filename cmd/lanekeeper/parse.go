package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/tagparser"
)

func newParse() *cobra.Command {
	var asJSON bool
	command := &cobra.Command{
		Use:   "parse NAME...",
		Short: "Say what experiments' names mean",
		Long: `Parse reads the tags in front of experiments' names and says what each name
means, and what is likely not meant.

With --json it reads names as JSON strings from standard input, one a line, and
answers each with one line: an object with name, exclusive, holdout, group,
title and issues. A line that is no JSON string is answered with an error, and
the exit status is 3 at the end.`,
		Example: `  lanekeeper parse "[ME] Hero" "[Group_A] holdout"
  echo '"[me] Hero"' | lanekeeper parse --json`,
		RunE: func(command *cobra.Command, names []string) error {
			switch {
			case asJSON && len(names) > 0:
				return errors.New("with --json, names are read from standard input")
			case asJSON:
				return answerLines(command, parseLine)
			case len(names) == 0:
				return errors.New("give at least one name")
			}
			for _, name := range names {
				if err := printName(command.OutOrStdout(), name); err != nil {
					return outputError(err)
				}
			}
			return nil
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "read JSON strings from standard input, answer JSON")
	return command
}

// parsed is the answer to one name.
type parsed struct {
	Name      string            `json:"name"`
	Exclusive bool              `json:"exclusive"`
	Holdout   bool              `json:"holdout"`
	Group     string            `json:"group"`
	Title     string            `json:"title"`
	Issues    []tagparser.Issue `json:"issues"`
}

func parseLine(line []byte) (any, error) {
	var name *string
	if err := json.Unmarshal(line, &name); err != nil || name == nil {
		return nil, engine.Errorf(engine.CodeSyntax, "This line is not a JSON string.")
	}
	n := tagparser.Parse(*name)
	return parsed{*name, n.Exclusive, n.Holdout, n.Group, n.Title, append([]tagparser.Issue{}, n.Issues...)}, nil
}

func printName(out io.Writer, name string) error {
	n := tagparser.Parse(name)
	lines := []string{fmt.Sprintf("%q", name), fmt.Sprintf("  title: %q", n.Title), "  " + meaning(n)}
	for _, issue := range n.Issues {
		lines = append(lines, "", "  "+strings.ReplaceAll(tagparser.Print(name, issue), "\n", "\n  "))
	}
	_, err := fmt.Fprintln(out, strings.Join(lines, "\n")+"\n")
	return err
}

// meaning says in a sentence what the tags do.
func meaning(n tagparser.Name) string {
	switch scope := n.Scope(); {
	case scope == "":
		return "untagged: it excludes nothing"
	case n.Holdout:
		return "scope " + scope + ", holdout: its visitors meet no experiment of the scope"
	case n.Group == "":
		return "scope " + scope + ", exclusive: its visitors enter no other [ME] experiment and no group"
	case n.Exclusive:
		return "scope " + scope + ", exclusive: its visitors enter no other experiment of the group, and no [ME] experiment"
	default:
		return "scope " + scope + ", shared: its visitors enter the group's other shared experiments too, and no [ME] experiment"
	}
}
