# make run      open the explorer on the built-in sample flake
# make build    build ./flakewalk
# make test     run all tests, with real nix of several versions (fetched into a cache folder)
# make check    format, vet, linters, import directions, tidy go.mod
# make bench    the speed budget, side by side with nix
GO ?= go
CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/flakewalk
LINT_VERSION := v2.15.0
LINT := $(CACHE)/bin/golangci-lint-$(LINT_VERSION)
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)

.PHONY: run build test check bench fmt clean

run: build
	./flakewalk demo

build:
	$(GO) build -trimpath -ldflags "-X main.version=$(VERSION)" -o flakewalk ./cmd/flakewalk

test:
	$(GO) test -race -timeout 45m ./...

check: $(LINT)
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo "these files are not formatted: make fmt"; exit 1; }
	$(GO) vet ./...
	GOOS=darwin $(GO) vet ./model ./nixcli ./tui/... ./cmd/...
	$(LINT) run ./...
	$(GO) test -count=1 -run 'TestImportDirections' ./model
	$(GO) mod tidy -diff
	$(GO) mod verify

bench:
	$(GO) test -run '^$$' -bench . -benchtime 200ms ./tui/... ./model
	$(GO) test -run '^$$' -bench . -benchtime 5x -timeout 30m ./nixcli ./cmd/flakewalk

fmt:
	gofmt -w $$(git ls-files '*.go')

clean:
	rm -f flakewalk

$(LINT):
	mkdir -p $(dir $(LINT))
	GOFLAGS= GOBIN=$(dir $(LINT)) $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
	mv $(dir $(LINT))golangci-lint $(LINT)
