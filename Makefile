# Everything is installed into .tools and built into build, both inside the checkout.

SYMBOL     ?= $(or $(TICKBOOK_SYMBOL),BTCUSDT)
SYMBOLS    ?= $(TICKBOOK_SYMBOLS)
DATA       ?= $(TICKBOOK_DATA)
TEST_START ?= $(TICKBOOK_TEST_START)
SOURCES    ?= $(TICKBOOK_SOURCES)
FROM       ?= $(TICKBOOK_FROM)
TO         ?= $(TICKBOOK_TO)
ACCEPTED   ?= $(TICKBOOK_ACCEPTED)
LOOKS      ?= $(TICKBOOK_LOOKS)
FAMILY     ?= $(TICKBOOK_FAMILY)
TAKER      ?= $(TICKBOOK_TAKER_BPS)
MAKER      ?= $(TICKBOOK_MAKER_BPS)
SLIPPAGE   ?= $(TICKBOOK_SLIPPAGE_BPS)
FUNDING    ?= $(TICKBOOK_FUNDING_BPS)
SHORTS     ?= $(TICKBOOK_SHORTS)
THRESHOLDS ?= $(TICKBOOK_THRESHOLDS)
HOLDINGS   ?= $(TICKBOOK_HOLDINGS)
INTERVAL   ?= $(TICKBOOK_INTERVAL)
PYTHON     ?= python3

SAMPLE    := build/data
comma     := ,
# Of notebook 05: thin data of one source that move together and have an edge.
SAMPLES   := SIMAUSDT,SIMBUSDT,SIMCUSDT
# Those of one's own, in notebooks/own, are executed where they are named.
NOTEBOOKS := $(or $(NOTEBOOK),$(sort $(wildcard notebooks/*.ipynb)))
RUN       := .tools/venv/bin/python notebooks/run.py
RUFF      := .tools/ruff/bin/ruff

# Another version here is another stamp, and is installed.
RUFF_VERSION        := 0.17.6
GOVULNCHECK_VERSION := v1.9.0
GOPLS_VERSION       := v0.21.1
NEXT_GO             := go1.27.3
BENCHSTAT_VERSION   := v0.0.0-20260908200009-22c9c6c9d4da
RUFF_STAMP          := .tools/ruff-$(RUFF_VERSION).stamp
GOVULNCHECK_STAMP   := .tools/govulncheck-$(GOVULNCHECK_VERSION).stamp
GOPLS_STAMP         := .tools/gopls-$(GOPLS_VERSION).stamp
BENCHSTAT_STAMP     := .tools/benchstat-$(BENCHSTAT_VERSION).stamp

export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport PYTHONHOME PYTHONPATH

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

define HELP
make report   execute the notebooks, check every cell, write build/report/NAME.html; build/report/index.html lists all
make lab      open JupyterLab with the Go kernel
make notebook NAME=my_idea  begin a notebook of your own, notebooks/own/my_idea.ipynb, from a template that runs at once
make kernel   install the Go kernel for your user, so that VS Code and other editors find it
make check    before each commit: make lint, known vulnerabilities, the tests that are quick and need no tools
make test     run every test, the notebooks' included
make race     the quick tests of packages with goroutines, under the race detector
make plain    build everything without assembly, and run the quick tests so
make fused    run the tests of numbers where compilers may fuse a product and a sum: GOAMD64=v3, and arm64 in qemu
make next     build everything with a newer Go ($(NEXT_GO)), and run the quick tests and a notebook so
make platforms  vet and build for other systems and processors
make calibrate  how often an edge is claimed, and a feature kept, on 200 simulated markets of each kind, and an edge by searches
              over 50 symbols, on 300; goes on where it was interrupted;
              SHARD=2/4 computes the second of four parts
make calibrate-quick  the same on a fixed twentieth of them; fails if a target is refuted
make sound    look for findings in 200 data sets that have nothing wrong with them, a minute
make fuzz     look for input that breaks what reads it, FUZZTIME=20s for each fuzz target
make tickbook build the command as build/tickbook
make tickbook-cloud  build it with object stores as build/tickbook-cloud: --data s3://BUCKET/PREFIX, gs://BUCKET/PREFIX
make lint     gofmt, go vet, staticcheck, go mod tidy, and ruff for the Python programs
make format   format the Go and the Python sources
make tools    install what the notebooks need into .tools
make sample   make the sample data in $(SAMPLE), if there are none
make clean    remove the reports (keeps the sample data and the tools)
make distclean  remove build and .tools

Parameters of report and lab, with the environment variables that hand them to the notebooks:
  SYMBOL=BTCUSDT         TICKBOOK_SYMBOL      the symbol
  SYMBOLS=A,B,C          TICKBOOK_SYMBOLS     symbols of notebook 05 (default: all in DATA; three simulated ones without DATA)
  DATA=DIR               TICKBOOK_DATA        directory of SYMBOL/trades/SOURCE/YYYY-MM-DD.parquet
                                              (default: the sample data)
  TEST_START=YYYY-MM-DD  TICKBOOK_TEST_START  first day of the test span (default: after 65 % of the days)
  SOURCES=A,B,C          TICKBOOK_SOURCES     sources, the leading one first (default: the three futures venues)
  FROM=YYYY-MM-DD        TICKBOOK_FROM        first day to take (default: the first there is)
  TO=YYYY-MM-DD          TICKBOOK_TO          last day to take, that day included (default: the last there is)
  INTERVAL=1m            TICKBOOK_INTERVAL    length of a bar, 1s to 24h, a divisor of a day (default: 5m)
  TAKER=5 MAKER=2        TICKBOOK_TAKER_BPS, _MAKER_BPS  fees per side in bps (default: those of the leading source's venue)
  SLIPPAGE=0.5           TICKBOOK_SLIPPAGE_BPS  of each order that takes, in bps (default: 0)
  FUNDING=1              TICKBOOK_FUNDING_BPS   that longs pay to shorts per 8 hours, in bps (default: 0)
  SHORTS=yes             TICKBOOK_SHORTS      whether to go short: yes, no or venue (default: venue, no on spot markets)
  THRESHOLDS=1,1.5       TICKBOOK_THRESHOLDS  thresholds of the signal that are tried (default: 1,1.5,2,2.5)
  HOLDINGS=15m,1h        TICKBOOK_HOLDINGS    holding periods that are tried (default: 15m,30m,1h,2h)
  ACCEPTED=FILE          TICKBOOK_ACCEPTED    accepted findings of the audit (default: DATA/SYMBOL/accepted.json)
  LOOKS=FILE             TICKBOOK_LOOKS       record of looks (default: DATA/looks.jsonl)
  FAMILY=NAME            TICKBOOK_FAMILY      keeps searches over symbols apart (default: none)
  NOTEBOOK=FILE          what report executes, such as notebooks/own/my_idea.ipynb (default: those in notebooks)
  LAB_ARGS=--no-browser  further arguments of jupyter lab
  PYTHON=python3         Python 3.10 or newer with venv
endef
export HELP

.PHONY: help
help:
	@printf '%s\n' "$$HELP" | if [ -t 1 ]; then fold -s -w "$$(tput cols 2>/dev/null || echo 120)"; else cat; fi

# --- The notebooks -------------------------------------------------------------------------------------------------

# Exports the parameters; a relative DATA, ACCEPTED or LOOKS is relative to the directory that make runs in.
define PARAMETERS
TICKBOOK_SYMBOL='$(SYMBOL)' TICKBOOK_SYMBOLS='$(or $(SYMBOLS),$(if $(DATA),,$(SAMPLES)))' TICKBOOK_TEST_START='$(TEST_START)' TICKBOOK_SOURCES='$(SOURCES)' \
TICKBOOK_FROM='$(FROM)' TICKBOOK_TO='$(TO)' TICKBOOK_INTERVAL='$(INTERVAL)' TICKBOOK_TAKER_BPS='$(TAKER)' TICKBOOK_MAKER_BPS='$(MAKER)' \
TICKBOOK_SLIPPAGE_BPS='$(SLIPPAGE)' TICKBOOK_FUNDING_BPS='$(FUNDING)' TICKBOOK_SHORTS='$(SHORTS)' \
TICKBOOK_THRESHOLDS='$(THRESHOLDS)' TICKBOOK_HOLDINGS='$(HOLDINGS)' \
TICKBOOK_DATA="$$(data='$(or $(DATA),$(SAMPLE))'; case $$data in /*) ;; *) data="$$PWD/$$data" ;; esac; echo "$$data")" \
TICKBOOK_FAMILY='$(FAMILY)' \
TICKBOOK_LOOKS="$$(file='$(LOOKS)'; case $$file in ''|/*) ;; *) file="$$PWD/$$file" ;; esac; echo "$$file")" \
TICKBOOK_ACCEPTED="$$(file='$(ACCEPTED)'; case $$file in ''|/*) ;; *) file="$$PWD/$$file" ;; esac; echo "$$file")"
endef

.PHONY: report
report: tools warm $(if $(DATA),,sample)
	@$(PARAMETERS) $(RUN) report $(NOTEBOOKS)

.PHONY: lab
lab: tools .tools/lab.stamp $(GOPLS_STAMP) warm $(if $(DATA),,sample)
	@$(PARAMETERS) $(RUN) lab $(LAB_ARGS)

.PHONY: notebook
notebook:
	@case '$(NAME)' in ''|*[!A-Za-z0-9_-]*) \
		echo "make notebook needs a NAME of letters, digits, _ and -, such as NAME=my_idea" >&2; exit 1 ;; esac
	@[ ! -e 'notebooks/own/$(NAME).ipynb' ] || { echo 'notebooks/own/$(NAME).ipynb is there already' >&2; exit 1; }
	@mkdir -p notebooks/own
	@sed 's/"# NAME/"# $(subst _, ,$(NAME))/' notebooks/template/own.ipynb > 'notebooks/own/$(NAME).ipynb'
	@echo 'notebooks/own/$(NAME).ipynb: open it in make lab, or make report NOTEBOOK=notebooks/own/$(NAME).ipynb'

.PHONY: kernel
kernel: tools $(GOPLS_STAMP) warm
	@$(RUN) kernel

# The marker tells data whose making was interrupted from data that are complete.
.PHONY: sample
sample:
	@if [ ! -d '$(SAMPLE)/$(SYMBOL)' ] || [ -e '$(SAMPLE)-$(SYMBOL).partial' ]; then \
		mkdir -p build && touch '$(SAMPLE)-$(SYMBOL).partial' && \
		echo 'making sample data in $(SAMPLE)' >&2 && \
		GOFLAGS="$$(cat notebooks/kernel/goflags)" go run ./microstructure/cmd/tickbook synth --out '$(SAMPLE)' --symbol '$(SYMBOL)' \
			--start 2025-11-01 --days 92 --seed 1 --edge-bps 0 && \
		rm '$(SAMPLE)-$(SYMBOL).partial'; \
	fi
	@if [ ! -d '$(SAMPLE)/$(firstword $(subst $(comma), ,$(SAMPLES)))' ] || [ -e '$(SAMPLE)-symbols.partial' ]; then \
		mkdir -p build && touch '$(SAMPLE)-symbols.partial' && \
		GOFLAGS="$$(cat notebooks/kernel/goflags)" go run ./microstructure/cmd/tickbook synth --out '$(SAMPLE)' --symbols '$(SAMPLES)' --correlation 0.8 \
			--start 2025-11-01 --days 92 --seed 1 --edge-bps 20 --sources binance_futures --trades-per-bar 12 && \
		rm '$(SAMPLE)-symbols.partial'; \
	fi

# --- Tests ---------------------------------------------------------------------------------------------------------

# Before each commit: under a minute, once all is compiled.
.PHONY: check
check: lint vulnerabilities
	go test -short ./microstructure/...

# JupyterLab is tested where it is, and in continuous integration.
.PHONY: test
test: tools deploy-tools warm $(if $(CI),.tools/lab.stamp $(GOPLS_STAMP))
	@cd microstructure/internal/asm && go mod download
	TICKBOOK_REQUIRE_TOOLS=1 go test -count=1 -timeout 60m ./...
	cd microstructure/deploy/internal/check && go test -count=1 ./...
	cd microstructure/cloud && go test -count=1 ./...
	@$(SKIPPED)

# Says what the tests left out.
define SKIPPED
without=; \
for name in chromium chromium-browser google-chrome google-chrome-stable; do \
	command -v $$name >/dev/null 2>&1 && with=1; done; \
[ -n "$$with" ] || without="$$without; reports and JupyterLab in a browser, for want of Chromium"; \
[ -d ../shared ] || without="$$without; comparisons with ../shared, which is not beside the checkout"; \
docker info >/dev/null 2>&1 || podman info >/dev/null 2>&1 || buildah version >/dev/null 2>&1 || \
	without="$$without; the build of the image, for want of docker, podman or buildah"; \
[ -e .tools/bench.stamp ] || without="$$without; a signal of polars, until make .tools/bench.stamp has installed it"; \
if [ "$$(id -u)" = 0 ]; then without="$$without; files that a user may not write, as root may"; \
else without="$$without; full disks and programs alone in a folder, which take root"; fi; \
command -v parallel >/dev/null 2>&1 || without="$$without; the recipe for GNU parallel, for want of it"; \
python3 -c 'import moto.server' 2>/dev/null || without="$$without; moto as a second store of S3, which pip install 'moto[server]' brings"; \
[ -e .tools/lab.stamp ] && [ -e $(GOPLS_STAMP) ] || without="$$without; JupyterLab, until make lab has installed it"; \
echo "skipped: $${without#; }"
endef

# Packages whose code or tests use goroutines, by what they import or write.
CONCURRENT = $(shell grep -rlE --include='*.go' --exclude-dir=cloud '"sync(/atomic)?"|/internal/parallel"|^[[:space:]]*go [a-z]' microstructure | \
	sed 's|^\(.*\)/[^/]*$$|./\1|' | sort -u)

.PHONY: race
race:
	go test -race -short -timeout 30m $(CONCURRENT)
	cd microstructure/cloud && go test -race -short ./...

.PHONY: plain
plain:
	go build -tags purego ./...
	go test -tags purego -short -count=1 ./microstructure/...

# Packages whose numbers are the same on every processor. An emulated one takes ten times as long: it gets the kernel,
# the reader and the procedure of the golden tables.
NUMERIC  := . ./internal/vector ./internal/rolling ./dataset/... ./reference ./evidence ./inference ./signal ./audit ./synth
EMULATED := . ./internal/vector ./internal/rolling ./dataset/internal/parquetio ./reference
QEMU     := $(shell command -v qemu-aarch64-static || command -v qemu-aarch64)

.PHONY: fused
fused:
	cd microstructure && GOAMD64=v3 go test -short -count=1 $(NUMERIC)
ifneq ($(QEMU),)
	cd microstructure && GOARCH=arm64 go test -short -count=1 -timeout 30m -exec $(QEMU) $(EMULATED)
else
	@echo 'skipped: arm64, for want of qemu-aarch64'
endif

.PHONY: next
next: tools
	GOTOOLCHAIN=$(NEXT_GO) go vet ./...
	GOTOOLCHAIN=$(NEXT_GO) go build -o build/next/ github.com/janpfeifer/gonb golang.org/x/tools/cmd/goimports
	GOTOOLCHAIN=$(NEXT_GO) go test -short -count=1 ./microstructure/...
	@GOTOOLCHAIN=$(NEXT_GO) $(MAKE) --no-print-directory warm
	GOTOOLCHAIN=$(NEXT_GO) TICKBOOK_REQUIRE_TOOLS=1 go test -count=1 ./notebooks -run '^TestExecuteToy$$'

# Nothing runs here: that it compiles, tests included, is all that another system's code can show.
.PHONY: platforms
platforms:
	GOOS=linux GOARCH=arm64 go vet ./...
	GOOS=darwin GOARCH=arm64 go vet ./...
	GOOS=windows GOARCH=amd64 go vet ./...
	cd microstructure/cloud && GOOS=linux GOARCH=arm64 go vet ./...
	cd microstructure/cloud && GOOS=darwin GOARCH=arm64 go vet ./...
	cd microstructure/cloud && GOOS=windows GOARCH=amd64 go vet ./...
	GOOS=darwin GOARCH=arm64 go build ./...
	GOOS=windows GOARCH=amd64 go build ./...

.PHONY: sound
sound:
	go test -count=1 ./microstructure/audit -run TestSoundData -sound 200

# SHARD=2/4 computes the second of four parts, whose files may be copied together from several machines.
.PHONY: calibrate
calibrate: tickbook
	@build/tickbook calibrate --keep build/calibrate $(if $(SHARD),--shard '$(SHARD)')
	@build/tickbook calibrate --looks --markets 300 --keep build/calibrate $(if $(SHARD),--shard '$(SHARD)')
	@build/tickbook calibrate features --keep build/calibrate $(if $(SHARD),--shard '$(SHARD)')
	@build/tickbook calibrate symbols --keep build/calibrate $(if $(SHARD),--shard '$(SHARD)')

.PHONY: calibrate-quick
calibrate-quick: tickbook
	@build/tickbook calibrate --markets 10 --check
	@build/tickbook calibrate --looks --markets 10 --check
	@build/tickbook calibrate features --markets 10 --check
	@build/tickbook calibrate symbols --baskets 10 --check

# Minimizing what was found would take all of the time: five attempts must do.
# When the time is up, go test may report its own deadline as a failure (https://go.dev/issue/75804, mended in Go 1.27):
# it counts only with a failing input.
FUZZTIME ?= 20s

.PHONY: fuzz
fuzz:
	@grep -rE '^func Fuzz' --include='*_test.go' microstructure | sed -E 's|^(.*)/[^/]*:func (Fuzz[A-Za-z0-9_]*).*|\1 \2|' | sort | \
	while read -r package target; do \
		out=$$(go test "./$$package" -run '^$$' -fuzz "^$$target\$$" -fuzztime '$(FUZZTIME)' -fuzzminimizetime 5x 2>&1) || \
			{ printf '%s\n' "$$out" | grep -qx ' *context deadline exceeded' && \
				! printf '%s\n' "$$out" | grep -qi 'failing input\|panic'; } || \
			{ printf '%s\n' "$$out"; exit 1; }; \
		printf '%s\n' "$$out" | awk -v what="$$package $$target" '$(PER_MINUTE)'; \
	done

# Reads lines such as: fuzz: elapsed: 1m3s, execs: 4321 (68/sec), new interesting: 5 (total: 67)
define PER_MINUTE
/ execs: / { n = $$5; took = $$3; new = $$(NF - 2) } \
END { \
	for (; match(took, /^[0-9]+[hms]/); took = substr(took, RLENGTH + 1)) { \
		unit = substr(took, RLENGTH, 1); \
		s += substr(took, 1, RLENGTH - 1) * (unit == "h" ? 3600 : unit == "m" ? 60 : 1) \
	} \
	printf "%-60s %9d executions, %9d a minute, %4d new paths\n", what, n, s ? 60 * n / s : 0, new \
}
endef

.PHONY: tickbook
tickbook:
	@mkdir -p build
	@go build $(if $(shell git rev-parse --verify HEAD 2>/dev/null),-buildvcs=true) -o build/tickbook ./microstructure/cmd/tickbook
	@echo build/tickbook

.PHONY: tickbook-cloud
tickbook-cloud:
	@mkdir -p build
	@cd microstructure/cloud && go build $(if $(shell git rev-parse --verify HEAD 2>/dev/null),-buildvcs=true) -o ../../build/tickbook-cloud ./cmd/tickbook
	@echo build/tickbook-cloud

# --- More than one machine -----------------------------------------------------------------------------------------
# microstructure/deploy/README.md says what the recipes are for.

define HELP +=


make deploy-test  test the recipes for Slurm, Kubernetes, AWS Batch, GNU parallel and the container image
make spark-test   run the Spark job on a cluster on this machine and kill its parts: minutes, 0.9 GB in .tools
make image-files  build the files of the container image into build/image
endef

.PHONY: deploy-test
deploy-test: deploy-tools
	TICKBOOK_REQUIRE_TOOLS=1 go test -count=1 ./microstructure/deploy/...
	cd microstructure/deploy/internal/check && go test -count=1 ./...

.PHONY: deploy-tools
deploy-tools: .tools/deploy.stamp

.tools/deploy.stamp: microstructure/deploy/requirements.txt
	@echo 'installing what the tests of the recipes need into .tools/deploy' >&2
	@mkdir -p .tools
	@$(PYTHON) -m venv --clear .tools/deploy
	@.tools/deploy/bin/python -m pip install --quiet --no-cache-dir -r microstructure/deploy/requirements.txt
	@touch $@

.PHONY: spark-test
spark-test: .tools/spark.stamp tickbook
	@rm -rf build/spark-test
	@.tools/spark/bin/python microstructure/deploy/spark/cluster_test.py build/tickbook build/spark-test

.tools/spark.stamp: microstructure/deploy/spark/requirements.txt
	@echo 'installing Spark into .tools/spark' >&2
	@mkdir -p .tools
	@$(PYTHON) -m venv --clear .tools/spark
	@.tools/spark/bin/python -m pip install --quiet --no-cache-dir -r microstructure/deploy/spark/requirements.txt
	@touch $@

# Nothing of the machine that builds gets into the image, but the certificates of the authorities that it trusts.
IMAGE        ?= build/image
CERTIFICATES := $(firstword $(wildcard /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem))

.PHONY: image-files
image-files:
	@[ -n '$(CERTIFICATES)' ] || { echo 'no file of certificates was found: install ca-certificates, or name one:' \
		'make image-files CERTIFICATES=FILE' >&2; exit 1; }
	@mkdir -p '$(IMAGE)'
	@CGO_ENABLED=0 GOOS=linux go build -trimpath -ldflags='-s -w' -o '$(IMAGE)/' ./microstructure/cmd/tickbook ./microstructure/deploy/container/shard
	@cp '$(CERTIFICATES)' '$(IMAGE)/ca-certificates.crt'
	@echo '$(IMAGE)'

# --- The sources ---------------------------------------------------------------------------------------------------

.PHONY: lint
lint: $(RUFF_STAMP)
	@files=$$(gofmt -l microstructure notebooks); \
	if [ -n "$$files" ]; then echo "gofmt would change:"; echo "$$files"; exit 1; fi
	go vet ./...
	go tool staticcheck ./...
	go mod tidy -diff
	cd microstructure/internal/asm && go vet . && go mod tidy -diff
	cd microstructure/deploy/internal/check && go vet . && go mod tidy -diff
	cd microstructure/bench/peers/arrowgo && go vet . && go mod tidy -diff
	staticcheck=$$(go tool -n staticcheck) && cd microstructure/cloud && go vet ./... && "$$staticcheck" ./... && go mod tidy -diff
	$(RUFF) check --quiet microstructure notebooks
	$(RUFF) format --check --quiet microstructure notebooks

.PHONY: format
format: $(RUFF_STAMP)
	gofmt -w microstructure notebooks
	$(RUFF) check --fix microstructure notebooks
	$(RUFF) format microstructure notebooks

# Vulnerabilities that the code of a module calls fail. The database is on the network, which may be away.
.PHONY: vulnerabilities
vulnerabilities: $(GOVULNCHECK_STAMP)
	@for module in . microstructure/cloud; do \
		if out=$$(.tools/bin/govulncheck -C "$$module" ./... 2>&1); then \
			echo "govulncheck of $$module: none"; \
		elif printf '%s\n' "$$out" | grep -q 'fetching vulnerabilities'; then \
			echo "govulncheck of $$module: skipped, as the database of vulnerabilities cannot be reached"; \
		else \
			printf 'govulncheck of %s:\n%s\n' "$$module" "$$out"; exit 1; \
		fi; \
	done

# --- Tools ---------------------------------------------------------------------------------------------------------

.PHONY: tools
tools: .tools/python.stamp .tools/go.stamp

.tools/python.stamp: notebooks/requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { \
		echo "Python 3.10 or newer is needed, but $(PYTHON) is: $$($(PYTHON) --version 2>&1)." \
			"Install one and name it: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "$(PYTHON) has no venv module. Install it (on Debian and Ubuntu: apt install python3-venv)" >&2; exit 1; }
	@echo 'installing Python packages into .tools/venv' >&2
	@mkdir -p .tools
	@$(PYTHON) -m venv --clear .tools/venv
	@.tools/venv/bin/python -m pip install --quiet --no-cache-dir -r notebooks/requirements.txt
	@rm -f .tools/lab.stamp
	@touch $@

.tools/lab.stamp: notebooks/requirements-lab.txt .tools/python.stamp
	@echo 'installing JupyterLab into .tools/venv' >&2
	@.tools/venv/bin/python -m pip install --quiet --no-cache-dir -r notebooks/requirements-lab.txt
	@touch $@

.tools/go.stamp: go.mod go.sum
	@echo 'building the Go kernel into .tools/bin' >&2
	@mkdir -p .tools/bin
	@go mod download # all of it: a workspace looks at more modules than a build, and cells download nothing
	@go build -o .tools/bin/ github.com/janpfeifer/gonb golang.org/x/tools/cmd/goimports
	@touch $@

$(RUFF_STAMP):
	@echo 'installing ruff into .tools/ruff' >&2
	@mkdir -p .tools
	@$(PYTHON) -m venv --clear .tools/ruff
	@.tools/ruff/bin/python -m pip install --quiet --no-cache-dir ruff==$(RUFF_VERSION)
	@touch $@

$(GOVULNCHECK_STAMP):
	@echo 'building govulncheck into .tools/bin' >&2
	@GOBIN='$(CURDIR)/.tools/bin' go install golang.org/x/vuln/cmd/govulncheck@$(GOVULNCHECK_VERSION)
	@touch $@

# In a folder of its own: who executes notebooks has no use for it.
$(GOPLS_STAMP):
	@echo 'building gopls into .tools/gopls, for completion' >&2
	@GOBIN='$(CURDIR)/.tools/gopls' go install golang.org/x/tools/gopls@$(GOPLS_VERSION)
	@notebooks/kernel/warm
	@touch $@

$(BENCHSTAT_STAMP):
	@echo 'building benchstat into .tools/bin' >&2
	@GOBIN='$(CURDIR)/.tools/bin' go install golang.org/x/perf/cmd/benchstat@$(BENCHSTAT_VERSION)
	@touch $@

# Compiles what cells import, so that the first of them is as fast as the rest.
.PHONY: warm
warm:
	@GOFLAGS="$$(cat notebooks/kernel/goflags)" go build ./microstructure/...

.PHONY: clean
clean:
	rm -rf build/report

.PHONY: distclean
distclean:
	rm -rf build .tools

# --- The benchmark -------------------------------------------------------------------------------------------------
# Takes twenty minutes and 3 GB in build/bench; wants a quiet machine. QUICK=1 only shows that all of it works.

ROUNDS     ?= $(if $(QUICK),1,5)
BENCH_ARGS ?=

define HELP +=


make bench    measure tickbook against Python programs and its targets (results in build/bench; takes 20 minutes)
  ROUNDS=5               times that every program has its turn
  QUICK=1                a tenth of the data, one round, fast programs only: shows that it works, not how fast
  BENCH_ARGS='-only …'   further arguments of microstructure/bench
  BENCH_ARGS='-only spans'  time and memory as a span grows to 1.1 billion trades (15 GB in the meantime)

make benchstat BASE=COMMIT  compare the Go benchmarks of a commit with those of the files as they are
  BENCH=REGEXP           benchmarks to compare (default: all, a quarter of an hour)
  COUNT=10               times that each of them has its turn
endef

.PHONY: bench
bench: tools warm .tools/bench.stamp
	@mkdir -p build/bench
	@go build -o build/bench/bench ./microstructure/bench
	@build/bench/bench -rounds $(ROUNDS) $(if $(QUICK),-quick) $(BENCH_ARGS)

.tools/bench.stamp: microstructure/bench/peers/requirements.txt | .tools/python.stamp
	@echo "installing the benchmark's Python packages into .tools/bench-venv" >&2
	@$(PYTHON) -m venv --clear .tools/bench-venv
	@.tools/bench-venv/bin/python -m pip install --quiet --no-cache-dir -r microstructure/bench/peers/requirements.txt
	@touch $@

BENCH ?= .
COUNT ?= 10

.PHONY: benchstat
benchstat: $(BENCHSTAT_STAMP)
	@BENCHSTAT=$(CURDIR)/.tools/bin/benchstat microstructure/bench/benchstat.sh '$(BASE)' '$(BENCH)' '$(COUNT)'
