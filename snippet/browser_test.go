//go:build browser

package snippet

import (
	"context"
	"encoding/json"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestBrowserVectors: what Node passes, Chromium passes too. Package server
// tries the rest of the runtime in pages.
func TestBrowserVectors(t *testing.T) {
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("this test needs Chromium; on Debian: apt-get install --no-install-recommends chromium")
	}
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun}
	for _, flag := range []string{"disable-quic", "disable-background-networking", "disable-component-update", "disable-sync", "disable-dev-shm-usage"} {
		options = append(options, chromedp.Flag(flag, true))
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	for name, test := range vectorTests {
		t.Run(name, func(t *testing.T) { test(t, inChromium(ctx)) })
	}
}

// inChromium is inNode for an empty page of a running browser.
func inChromium(ctx context.Context) runner {
	return func(t testing.TB, prelude, function string, input, output any) {
		t.Helper()
		question, err := json.Marshal(input)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		answer, err := chromedp.Run(ctx, chromedp.Evaluate[string](prelude+"\nJSON.stringify(("+function+")("+string(question)+"))"))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(answer), output); err != nil {
			t.Fatal(err)
		}
	}
}
