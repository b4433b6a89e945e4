package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/lanekeeper/lanekeeper/snippet"
)

func newTag() *cobra.Command {
	var tag snippet.Tag
	command := &cobra.Command{
		Use:   "tag --project ID --origin URL",
		Short: "Print the tag that a site's pages need",
		Long: `Tag prints the one line that goes first into the head of every page.

The page waits for the synchronous tag, so nothing flickers. It does not wait for
the asynchronous one; what is named with --hide is then hidden until the snippet
has run, has failed, or --hide-for has passed, even if it never arrives.`,
		Example: `  lanekeeper tag --project shop --origin https://lanekeeper.shop.example
  lanekeeper tag --project shop --origin https://shop.example/lk --async --hide ".hero, .price"
  lanekeeper tag --project shop --origin https://lanekeeper.shop.example --nonce "{{ nonce }}"`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			line, err := tag.HTML()
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintln(command.OutOrStdout(), line); err != nil {
				return outputError(err)
			}
			return nil
		},
	}
	command.Flags().StringVar(&tag.Project, "project", "", "the project's id")
	command.Flags().StringVar(&tag.Origin, "origin", "", "where visitors reach the server: scheme, host and, behind a proxy, a path")
	command.Flags().BoolVar(&tag.Async, "async", false, "do not let the page wait")
	command.Flags().StringVar(&tag.Hide, "hide", "", "CSS selectors to hide until an asynchronous snippet has run; without any, nothing is hidden")
	command.Flags().DurationVar(&tag.HideFor, "hide-for", time.Second, "how long they are hidden at most, up to 5s")
	command.Flags().StringVar(&tag.Nonce, "nonce", "", "the nonce of the page's Content-Security-Policy, or what your templates write for it")
	return command
}
