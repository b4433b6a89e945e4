package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/server"
)

// client talks to the admin API. Nothing is tried twice: whoever runs the
// command decides.
type client struct{ server, token string }

// projectAnswer is what reading or writing a project is answered with.
type projectAnswer struct {
	Revision uint64          `json:"revision"`
	Project  json.RawMessage `json:"project"`
}

// project gives a project, and CodeNotFound where there is none.
func (c client) project(ctx context.Context, id string) (projectAnswer, error) {
	return c.call(ctx, http.MethodGet, "/v1/projects/"+url.PathEscape(id), nil, 0)
}

// write creates the project, or replaces its revision.
func (c client) write(ctx context.Context, id string, form []byte, revision uint64) (projectAnswer, error) {
	if revision == 0 {
		return c.call(ctx, http.MethodPost, "/v1/projects", form, 0)
	}
	return c.call(ctx, http.MethodPut, "/v1/projects/"+url.PathEscape(id), form, revision)
}

func (c client) call(ctx context.Context, method, path string, form []byte, revision uint64) (answer projectAnswer, err error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(c.server, "/")+path, bytes.NewReader(form))
	if err != nil {
		return answer, err
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	if form != nil {
		request.Header.Set("Content-Type", contentType(form))
	}
	if revision > 0 {
		request.Header.Set("If-Match", fmt.Sprintf("%q", fmt.Sprint(revision)))
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return answer, engine.Wrap(engine.CodeUnavailable, err, fmt.Sprintf("The server cannot be reached: %v.", err))
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		return answer, engine.Wrap(engine.CodeUnavailable, err, "The server's answer broke off.")
	}
	if response.StatusCode >= http.StatusBadRequest {
		return answer, failure(response.StatusCode, data)
	}
	if err := json.Unmarshal(data, &answer); err != nil || answer.Revision == 0 {
		return answer, failure(response.StatusCode, nil)
	}
	return answer, nil
}

// contentType tells the two forms apart as package engine does.
func contentType(form []byte) string {
	if bytes.HasPrefix(bytes.TrimSpace(form), []byte("{")) {
		return "application/json"
	}
	return "application/yaml"
}

// failure is the server's error as if it were ours.
func failure(status int, data []byte) error {
	var f server.Failure
	if err := json.Unmarshal(data, &f); err != nil || f.Error.Code == "" {
		return notAdmin(err, status)
	}
	return &engine.Error{Code: f.Error.Code, Message: f.Error.Message, Problems: f.Error.Problems}
}

func notAdmin(cause error, status int) error {
	return engine.Wrap(engine.CodeUnavailable, cause, fmt.Sprintf("The answer is not one of Lanekeeper's admin API (status %d). Is --server right?", status))
}
