# Everything is two commands: make run, make test. make help lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run dev demo build test race torture ha bench capacity samples audit vuln release deployment generate

# Full-text search is compiled into SQLite by this tag, so every go command needs it.
export GOFLAGS := -tags=sqlite_fts5
export CGO_ENABLED := 1

# Long tests are behind a tag of their own; they are checked with all the others, and run by make torture.
LONG := -tags=sqlite_fts5,torture

NODE_MODULES := static/node_modules/.package-lock.json
SOCKETIO := .bench/socketio/node_modules/.package-lock.json
SAMPLES := .samples/node_modules/.package-lock.json
AUDIT := .audit/node_modules/.package-lock.json
STATICCHECK := bin/staticcheck
GOVULNCHECK := bin/govulncheck
KUBESCORE := bin/kube-score
STAGE := .tools/stage
PACKER := bin/packer

# vet has a stage of its own; without tables for debuggers a third of the linking is saved, which each package does.
TESTS := go test -vet=off -ldflags=-w

# What many goroutines share is tested with the race detector; nodes and browsers take their own stages; the rest is plain.
RACE := live presence conversation
PROCESSES := nodes
# Tests wait most of the time: for ticks and answers, leases and graces, those with browsers most. Those with processes promise seconds, which
# more of them beside each other would not leave each. Of the packages of the plain ones web comes first, which takes the longest.
BESIDE := 4
PACKAGES := 3
WAITING := 6
# On two slow cores the browser takes longer than the ten minutes that go test allows.
SLOW := 20m
BROWSER := journeys
space := $(subst ,, )
ELSEWHERE := porchlight/app/($(subst $(space),|,$(RACE) $(PROCESSES) $(BROWSER)))

help: ## List these commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: build ## Build and serve on http://localhost:3000
	@bin/porchlight

dev: build ## The same, for whoever edits: pages follow the files and name the mistakes in them
	@bin/porchlight --dev

demo: build ## A lively site: a node with a throwaway database, and synthetic visitors, until Ctrl-C
	@.tools/demo

build: $(NODE_MODULES) ## Build bin/porchlight
	go build -trimpath -o bin/porchlight ./app

# A collector that runs less often takes a tenth of the work off compilers, linters and tests; what they start has the usual one.
test: export GOGC := 300
test: ## Run every check and test; installs Redis, PostgreSQL, Caddy, Chromium and strace through apt where they are missing
	@$(STAGE) parts .tools/need redis-server:redis-server '/usr/lib/postgresql/*/bin/postgres:postgresql' caddy:caddy chromium:chromium strace:strace '?chromium-headless-shell:chromium-headless-shell'
	@$(STAGE) build $(MAKE) --no-print-directory build $(STATICCHECK)
	@$(STAGE) format test -z "$$(gofmt -l .tools/release app content data static/*.go views .bench .samples/*.go .deploy)"
	@$(STAGE) vet go vet $(LONG) ./...
	@$(STAGE) staticcheck $(STATICCHECK) $(LONG) ./...
	@$(STAGE) bench bash -c 'cd .bench && go vet ./... && ../$(STATICCHECK) ./... && go test ./...'
	@$(STAGE) samples bash -c 'cd .samples && go vet ./... && ../$(STATICCHECK) ./... && go test ./...'
	@$(STAGE) audit bash -c 'cd .audit && node --test --test-reporter=dot'
	@$(STAGE) content bin/porchlight content check
	@$(STAGE) unit $(TESTS) -p $(PACKAGES) -parallel $(BESIDE) $$(go list ./... | grep -vxE '$(ELSEWHERE)' | sort -r)
	@$(STAGE) race $(TESTS) -race -parallel $(BESIDE) $(RACE:%=./app/%)
	@$(STAGE) processes $(TESTS) -parallel $(BESIDE) $(PROCESSES:%=./app/%)
	@$(STAGE) browser $(TESTS) -timeout $(SLOW) -parallel $(WAITING) $(BROWSER:%=./app/%)

# They come in by the front door, and take longer so than all of make test may.
race: ## Run the site and its synthetic visitors under the race detector, too (4 minutes)
	go test -race $(RACE:%=./app/%) ./app/web ./app/simulate

torture: build ## Kills, faults, floods and fuzzing, with figures (35 minutes); ARGS=REGEXP for some of it
	@.tools/need redis-server:redis-server caddy:caddy strace:strace
	@.tools/torture torture $(ARGS)

ha: build ## Three nodes on PostgreSQL and on Redis with Sentinels or as a Cluster, each part killed under load, with figures (6 minutes); ARGS=REGEXP
	@.tools/need redis-server:redis-server '/usr/lib/postgresql/*/bin/postgres:postgresql'
	@.tools/torture ha $(ARGS)

bench: build $(SOCKETIO) ## Measure the budgets beside their baselines (15 minutes); ARGS="--quick --only REGEXP" for a look
	@.tools/need wrk:wrk nginx:nginx redis-server:redis-server chromium:chromium
	go -C .bench build -o ../bin/bench .
	@bin/bench $(ARGS)

capacity: build ## What sites of 1, 2 and 3 nodes carry, and what stops them first (5 minutes); DATABASE for the store
	@.tools/need redis-server:redis-server
	go -C .bench build -o ../bin/bench .
	@bin/bench --capacity $(ARGS)

# Servers are off the path, and Python's drivers are modules: need looks for their files.
samples: $(SAMPLES) ## Run the samples of the content and write what they said (4 minutes); ARGS=redis for one folder
	@.tools/need '/usr/lib/postgresql/*/bin/postgres:postgresql' /usr/sbin/mariadbd:mariadb-server redis-server:redis-server \
		'/usr/lib/python3/dist-packages/psycopg2:python3-psycopg2' '/usr/lib/python3/dist-packages/redis:python3-redis'
	go -C .samples build -o ../bin/samples .
	@bin/samples $(ARGS)

audit: build $(AUDIT) ## Lighthouse, axe, vnu and links against the real binary (10 minutes); ARGS="--only REGEXP" for a look
	@.tools/need chromium:chromium java:default-jre-headless
	@node .audit/audit.js $(ARGS)

vuln: $(NODE_MODULES) $(GOVULNCHECK) ## Look up all that is depended on among the known vulnerabilities (2 minutes, and their databases)
	@.tools/vuln

release: ## Static binaries for amd64 and arm64 into bin/release, built twice, with their SBOMs and licences (10 minutes)
	@.tools/need x86_64-linux-gnu-gcc:gcc-x86-64-linux-gnu aarch64-linux-gnu-gcc:gcc-aarch64-linux-gnu \
		qemu-aarch64-static:qemu-user-static qemu-x86_64-static:qemu-user-static
	go -C .tools vet ./release && go -C .tools test ./release
	go -C .tools build -o ../$(PACKER) ./release
	@$(PACKER)

deployment: build $(STATICCHECK) $(KUBESCORE) ## Check what .deploy has with the programs that read it
	@.tools/need caddy:caddy promtool:prometheus systemd-analyze:systemd redis-server:redis-server
	@$(STAGE) deployment bash -c 'cd .deploy && go vet ./... && ../$(STATICCHECK) ./... && go test -count=1 ./...'

generate: ## Write the stores' queries anew from data/queries; content/schema, the table of settings and .deploy/porchlight.env from the program
	go -C .tools build -o ../bin/sqlc github.com/sqlc-dev/sqlc/cmd/sqlc
	go -C .tools build -o ../bin/unify ./unify
	bin/sqlc generate -f .sqlc.yaml
	bin/unify
	@$(MAKE) --no-print-directory build
	bin/porchlight content schema
	bin/porchlight settings --env > .deploy/porchlight.env
	bin/porchlight settings | sed -i -e '/^<!-- settings/,/^<!-- end of settings/{//!d}' -e '/^<!-- settings/r /dev/stdin' README.md

# No script of a package runs: .npmrc says so beside each lockfile.
$(NODE_MODULES): static/package-lock.json
	npm ci --prefix static
	@touch $@

$(SOCKETIO): .bench/socketio/package-lock.json
	npm ci --prefix .bench/socketio
	@touch $@

# SQLite is compiled by a script of ours, which the package's own would do after looking for a binary elsewhere.
$(SAMPLES): .samples/package-lock.json
	npm ci --prefix .samples
	npm run --prefix .samples compile
	@touch $@

$(AUDIT): .audit/package-lock.json
	npm ci --prefix .audit
	@touch $@

$(STATICCHECK): .tools/go.sum
	go -C .tools build -o ../$@ honnef.co/go/tools/cmd/staticcheck

$(KUBESCORE): .tools/go.sum
	go -C .tools build -o ../$@ github.com/zegl/kube-score/cmd/kube-score

$(GOVULNCHECK): .tools/go.sum
	go -C .tools build -o ../$@ golang.org/x/vuln/cmd/govulncheck
