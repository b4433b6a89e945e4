package main

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/lanekeeper/lanekeeper/engine"
)

func newShares() *cobra.Command {
	var file string
	var asJSON bool
	command := &cobra.Command{
		Use:   "shares -f FILE",
		Short: "Say how many visitors each experiment gets",
		Long: `Shares computes the exact chances of a visitor without pins, before targeting:
to be let in by tags, groups and holdouts, and to enter, which is that times the
traffic allocation. Only running experiments have them.

With --json it prints one object, from experiment id to {"letIn", "enters"}.`,
		Example: `  lanekeeper shares -f project.json
  lanekeeper shares -f - --json < project.yaml`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			rules, err := readRules(command, file)
			if err != nil {
				return err
			}
			if asJSON {
				err = json.NewEncoder(command.OutOrStdout()).Encode(rules.Shares())
			} else {
				err = printShares(command, rules)
			}
			if err != nil {
				return outputError(err)
			}
			return nil
		},
	}
	fileFlag(command, &file, "the project, JSON or YAML; - for standard input")
	command.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return command
}

func printShares(command *cobra.Command, rules *engine.Rules) error {
	table := tabwriter.NewWriter(command.OutOrStdout(), 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tLET IN\tENTERS\tNAME")
	for i, share := range rules.Shares() {
		fmt.Fprintf(table, "%s\t%.2f%%\t%.2f%%\t%q\n", share.Experiment, 100*share.LetIn, 100*share.Enters, rules.Experiments[i].Name)
	}
	return table.Flush()
}
