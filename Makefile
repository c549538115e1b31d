# make run      open the explorer on the built-in sample flake
# make build    build ./flakewalk, one static file; the same commit gives the same bytes
# make install  install it below PREFIX (default: /usr/local), with manual and completions
# make test     run all tests, with real nix of several versions (fetched into a cache folder)
# make quick    the tests that need neither nix nor the network
# make fuzz     keys, pastes, mouse and sizes at random, for longer than make test does
# make check    format, vet, linters, import directions, tidy go.mod, demo.tape
# make demo     render demo.tape to demo.gif with VHS
# make screenshots  pictures of every screen, in three sizes, dark and light
# make bench    the speed budget, side by side with nix
GO ?= go
CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/flakewalk
LINT_VERSION := v2.15.0
LINT := $(CACHE)/bin/golangci-lint-$(LINT_VERSION)
VHS := $(CACHE)/bin/vhs-v0.11.0
PREFIX ?= /usr/local
BINARY ?= flakewalk

# What --version says: of our own checkout, never of a repository further up. Where
# there is none (a tarball), set them by hand, or "unknown" is said.
GIT := git --git-dir=.git
VERSION ?= $(shell $(GIT) describe --tags --always --dirty 2>/dev/null)
COMMIT ?= $(shell $(GIT) rev-parse HEAD 2>/dev/null)
SOURCE_DATE_EPOCH ?= $(shell $(GIT) log -1 --format=%ct 2>/dev/null)
LDFLAGS = -X main.stampedVersion=$(VERSION) -X main.stampedCommit=$(COMMIT) -X main.stampedDate=$(SOURCE_DATE_EPOCH)

# The race detector needs a C compiler.
RACE = $(if $(shell command -v $$($(GO) env CC)),-race)

.PHONY: run build install share test quick fuzz check demo screenshots bench fmt clean

run: build
	./flakewalk demo

build:
	CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=false -ldflags "$(LDFLAGS)" -o $(BINARY) ./cmd/flakewalk

install: build
	$(MAKE) share
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/flakewalk

# What the program writes of itself: BINARY must run on this machine.
SHARE = $(DESTDIR)$(PREFIX)/share
share:
	install -d $(SHARE)/man/man1 $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions $(SHARE)/fish/vendor_completions.d
	$(abspath $(BINARY)) man $(SHARE)/man/man1
	$(abspath $(BINARY)) completion bash >$(SHARE)/bash-completion/completions/flakewalk
	$(abspath $(BINARY)) completion zsh >$(SHARE)/zsh/site-functions/_flakewalk
	$(abspath $(BINARY)) completion fish >$(SHARE)/fish/vendor_completions.d/flakewalk.fish

test:
	$(GO) test $(RACE) -timeout 45m ./...

quick:
	$(GO) test ./model ./tui/...

FUZZ_STEPS ?= 5000
fuzz:
	FLAKEWALK_FUZZ_STEPS=$(FUZZ_STEPS) $(GO) test -count=1 -timeout 0 -v -run 'TestRandomWalk' ./cmd/flakewalk

check: $(LINT) $(VHS)
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo "these files are not formatted: make fmt"; exit 1; }
	$(GO) vet ./... ./.ci/picture
	GOOS=darwin $(GO) vet ./model ./nixcli ./tui/... ./cmd/...
	$(LINT) run ./... ./.ci/picture
	$(GO) test -count=1 -run 'TestImportDirections' ./model
	$(GO) mod tidy -diff
	$(GO) mod verify
	$(VHS) validate demo.tape

demo: build $(VHS)
	.ci/demo $(VHS)

screenshots: build
	.ci/screenshots

bench:
	$(GO) test -run '^$$' -bench . -benchtime 200ms ./tui/... ./model
	$(GO) test -run '^$$' -bench . -benchtime 5x -timeout 30m ./nixcli ./cmd/flakewalk

fmt:
	gofmt -w $$(git ls-files '*.go')

clean:
	rm -f flakewalk

# Of the version in that go.mod; go install would ask for a list of versions, which
# not every proxy has.
$(VHS):
	mkdir -p $(dir $(VHS))
	GOFLAGS= $(GO) -C .ci/tools build -o $(VHS) github.com/charmbracelet/vhs

$(LINT):
	mkdir -p $(dir $(LINT))
	GOFLAGS= GOBIN=$(dir $(LINT)) $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
	mv $(dir $(LINT))golangci-lint $(LINT)
