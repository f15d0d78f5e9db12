# `make help` lists what can be done. Go and make are enough for build and test; what else
# a target wants, it says.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
COMMIT ?= $(shell git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)
LDFLAGS := -s -w -X main.version=$(VERSION) -X main.commit=$(COMMIT)

# Which packages a test target runs, and further flags for go test.
PKG ?= ./...
ARGS ?=
# Seconds for each fuzz target, and which part of them (2/3 is the second of three).
FUZZTIME ?= 5s
FUZZPART ?= 1/1
SABOTAGEPART ?= 1/1

# Without cgo: the tests build as the binary does, and SQLite's C code is not compiled.
export CGO_ENABLED ?= 0

.PHONY: help
help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

## Build and run

.PHONY: build
build: ## build the static binary bin/lantoa
	go build -trimpath -ldflags '$(LDFLAGS)' -o bin/lantoa ./cmd/lantoa

.PHONY: demo
demo: ## run the demo: sample stories, five people, destinations of its own
	go run ./cmd/lantoa demo

.PHONY: run
run: ## run the server with its data in ./data
	go run ./cmd/lantoa serve

.PHONY: secrets
secrets: ## make the secrets of docker-compose.yml, once, in ./secrets
	@umask 077; mkdir -p secrets; \
	random() { head -c 32 /dev/urandom | base64 | tr -d '\n'; }; \
	[ -e secrets/secret_key ] || random > secrets/secret_key; \
	[ -e secrets/postgres_password ] || random | tr '+/' '-_' | tr -d '=' > secrets/postgres_password; \
	printf 'postgres://lantoa:%s@postgres:5432/lantoa?sslmode=disable' "$$(cat secrets/postgres_password)" > secrets/database_url; \
	chmod 0700 secrets; chmod 0644 secrets/*; \
	echo 'secrets: the folder is yours alone; its files are readable so that the users of the containers can read them'

## The desk: the editors' UI, whose build is committed, so that only those who change it need Node

.PHONY: ui
ui: web/node_modules ## build the desk into web/dist from its sources and docs/openapi.json
	cd web && npm run --silent gen && npm run --silent check && npm run --silent build

web/node_modules: web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	@touch $@

.PHONY: test-ui
test-ui: web/node_modules build ## the desk: its functions, and its pages in a real browser (ARGS=e2e/session.test.ts for a part)
	cd web && npm run --silent test -- $(ARGS)

.PHONY: test-browser
test-browser: web/node_modules build ## the pages of the desk in a real browser, alone (FULL=1 in every look for everybody)
	cd web && npx vitest run --project browser $(ARGS)

.PHONY: screenshots
screenshots: web/node_modules build ## take the pictures of docs/screens anew, of every page of the desk
	cd web && npx vitest run --project screens

## Tests

.PHONY: test
test: bin/pgrun ## all tests, on SQLite and on a PostgreSQL that is found or started
	bin/pgrun -- go test $(ARGS) $(PKG)

.PHONY: test-race
test-race: export CGO_ENABLED = 1
test-race: bin/pgrun ## the tests under the race detector, in shuffled order (PKG=./internal/... for a part, DATABASES=sqlite without PostgreSQL)
	$(if $(filter sqlite,$(DATABASES)),CI= LANTOA_TEST_POSTGRES=,bin/pgrun --) go test -race -shuffle=on -timeout 30m $(ARGS) $(PKG)

.PHONY: test-real
test-real: bin/pgrun ## against real destinations, such as WordPress, and another reader of Word files (internal/realtest/install.sh installs them)
	bin/pgrun -- go test -tags realtest -count=1 -timeout 15m $(ARGS) ./internal/realtest/... ./internal/faulttest

.PHONY: test-faults
test-faults: bin/pgrun ## kill the program and count what the destinations got (N=20 for as many seeds of 2,000 posts)
	bin/pgrun -- go test -v -tags faulttest -count=1 -timeout $(if $(N),24h,20m) $(ARGS) ./internal/faulttest/... 2>&1 | .ci/aloud

.PHONY: fuzz
fuzz: ## every fuzz target for FUZZTIME=5s
	.ci/fuzz $(FUZZTIME) $(FUZZPART)

.PHONY: sabotage
sabotage: bin/pgrun ## break each promise by a patch and see its test fail (SABOTAGEPART=2/3 for a third of them)
	bin/pgrun -- go run ./internal/sabotage -part $(SABOTAGEPART) $(ARGS)

.PHONY: bench
bench: ## print how fast it is beside a bare handler and nginx
	go run ./internal/bench $(ARGS)

# Built and not `go run`, so that exit codes and signals arrive, and its line is the last.
.PHONY: bin/pgrun
bin/pgrun:
	@go build -o $@ ./internal/pgtest/cmd/pgrun

## Care

.PHONY: lint
lint: vet ## gofmt, go vet, and golangci-lint at the version of tools/go.mod
	go tool -modfile=tools/go.mod golangci-lint run $(ARGS)

.PHONY: vet
vet: ## gofmt and go vet, with every build tag
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); \
	if [ -n "$$unformatted" ]; then echo "not formatted by gofmt:"; echo "$$unformatted"; exit 1; fi
	go vet ./...
	go vet -tags realtest ./...
	go vet -tags faulttest ./...

.PHONY: docs
docs: ## write the documents that are drawn from the code
	LANTOA_TEST_UPDATE=1 go test -count=1 -run '^Test(The)?DocumentIsCurrent$$' ./internal/config ./internal/right ./api

.PHONY: connector
connector: ## make the skeleton of a connector (NAME=kind), whose suite says what to write
	go run ./internal/scaffold $(NAME)

.PHONY: clean
clean: ## remove what was built
	rm -rf bin dist
