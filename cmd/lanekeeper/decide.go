package main

import (
	"errors"
	"time"

	"github.com/spf13/cobra"

	"github.com/lanekeeper/lanekeeper/server"
)

func newDecide() *cobra.Command {
	var file, url string
	var explain bool
	command := &cobra.Command{
		Use:   "decide -f FILE",
		Short: "Say what visitors meet, and why",
		Long: `Decide answers for visitors as the snippet would. It reads one JSON object a
line from standard input, and answers each with one line:

  {"visitor":"v1","pins":[["12","12b"]]}
  {"visitor":"v1","decisions":{"12":{"variation":"12b","reason":"sticky"}}}

pins, oldest first, may be left out; url, headers, attributes, now, force and
forceOnly may be given as in the API. Without an address every page counts as
matched; what conditions ask about and headers do not tell is unknown; without
now it is the moment of reading the line. A line that cannot be answered is
answered with an error, and the exit status is 3 at the end.`,
		Example: `  echo '{"visitor":"v1"}' | lanekeeper decide -f project.json
  lanekeeper decide -f project.yaml --url https://shop.example/ --explain < visitors.jsonl`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if file == "-" {
				return errors.New("the project cannot come from standard input, where the visitors are")
			}
			rules, err := readRules(command, file)
			if err != nil {
				return err
			}
			return answerLines(command, func(line []byte) (any, error) {
				q, err := server.ReadQuestion(line)
				if err != nil {
					return nil, err
				}
				if q.URL == "" {
					q.URL = url
				}
				q.Explain = q.Explain || explain
				return q.Decide(rules, time.Now())
			})
		},
	}
	fileFlag(command, &file, "the project, JSON or YAML")
	command.Flags().StringVar(&url, "url", "", "the page's address, for lines without one; without any, all pages match")
	command.Flags().BoolVar(&explain, "explain", false, "add the trace: every step of every decision")
	return command
}
