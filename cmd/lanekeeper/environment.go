package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// fromEnvironment sets every flag that the command line does not from its
// variable. An empty variable counts as none.
func fromEnvironment(command *cobra.Command) error {
	var faults []error
	command.Flags().VisitAll(func(flag *pflag.Flag) {
		value := os.Getenv(variable(flag.Name))
		if flag.Changed || value == "" || flag.Name == "help" || flag.Name == "version" {
			return
		}
		if err := command.Flags().Set(flag.Name, value); err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", variable(flag.Name), err))
		}
	})
	return errors.Join(faults...)
}

func variable(flag string) string {
	return "LANEKEEPER_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}
