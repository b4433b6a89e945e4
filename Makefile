# Everything here does its own set-up: Go modules, npm packages, and for the
# browser tests Debian's browsers. `make help` lists the targets.

SHELL       := bash
.SHELLFLAGS := -eu -o pipefail -c

GO      ?= go
RUNTIME := snippet/runtime
INSTALLED := node_modules/.package-lock.json
TOOLS   := $(RUNTIME)/$(INSTALLED)
FUMPT   := $(GO) run mvdan.cc/gofumpt@v0.12.0
STATIC  := $(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2
FUZZTIME ?= 60s
IN_PAGES := server/testdata/drive/$(INSTALLED) server/testdata/frameworks/$(INSTALLED)
CHROMIUM := command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; }

.PHONY: run build check test test-browser golden fuzz bench size clean help

run: ## start the demo: a shop with nine experiments, in memory
	$(GO) run ./cmd/lanekeeper demo

build: ## build the one binary, bin/lanekeeper
	CGO_ENABLED=0 $(GO) build -trimpath -o bin/lanekeeper ./cmd/lanekeeper

check: $(TOOLS) ## formatting, vet, staticcheck, TypeScript types and lint
	@test -z "$$($(FUMPT) -l .)" || { echo "not formatted (gofumpt -w):"; $(FUMPT) -l .; exit 1; }
	$(GO) vet ./... && $(GO) vet -tags browser,bench ./...
	$(STATIC) ./...
	npm --prefix $(RUNTIME) run --silent check

test: check ## everything that must hold: check, Go, Node and browser tests
	$(GO) test ./...
	@$(MAKE) --no-print-directory test-browser

test-browser: $(IN_PAGES) ## real visitors in Chromium, through the demo; websites of all kinds in Chromium, Firefox and WebKit
	@for program in chromium firefox-esr WebKitWebDriver Xvfb; do command -v $$program >/dev/null || \
		{ apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium firefox-esr webkit2gtk-driver xvfb; break; }; done
	$(GO) test -tags browser -run 'Browser|Conformance' -count 1 -timeout 20m ./server/... ./snippet/...

golden: ## rewrite the golden files; read the diff before committing
	UPDATE=1 $(GO) test ./...

fuzz: ## Go against the runtime on 100,000 visits, then every fuzz target for FUZZTIME
	$(GO) test -run 'TestRuntimeAgrees|TestGarbage' -count 1 -v ./snippet -args -pairs 100000
	@grep -rHoE '^func Fuzz[A-Za-z]+' --include='*_test.go' . | sed -E 's|/[^/]*:func | |' | while read -r folder name; do \
		echo "$$folder $$name"; $(GO) test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 5x $$folder; done

bench: ## decisions per second in Go and in Node, the other benchmarks, and the CPU that a page pays in Chromium
	$(GO) test -run '^$$' -bench . -benchmem ./...
	@$(CHROMIUM)
	$(GO) test -tags browser,bench -run 'TestCPU$$' -count 1 -timeout 30m -v ./server

size: ## the bytes that a visitor downloads, and what each feature adds, beside their budgets
	@$(GO) test -run '^TestSize' -count 1 -v ./snippet | grep -v -E '^(===|---|PASS|ok)'

clean: ## remove what was built and fetched into this folder
	rm -rf bin $(RUNTIME)/node_modules $(dir $(IN_PAGES))

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

%/$(INSTALLED): %/package-lock.json
	npm --prefix $* install --no-save --silent # not ci: some registries lack binaries for other platforms
	@touch $@
