SWIFT_FILES = $(wildcard Package.swift Sources Tests Fuzz Snippets Benchmarks)
.PHONY: help run test sim crash lint format bench bench-counts fuzz coverage tsan asan mutants docs
.DEFAULT_GOAL := help

help: ## lists what can be made
	@sed -nE 's/^([a-z-]+): ## (.*)/make \1	\2/p' Makefile

run: ## builds Yeyak and runs it; ARGS="hairshop --port 8088" is handed on
	@scripts/setup run
	@scripts/build yeyak
	@exec .build/release/yeyak run $(ARGS)

test: ## builds the release binary, then runs every test
	@scripts/setup test
	@scripts/build yeyak
	@BINARY_UNDER_TEST="$(CURDIR)/.build/release/yeyak" swift test --disable-xctest

sim: ## lives through the simulated seeds SEED=7 or SEED=300-999; TRACE=1 tells every step
	@SIM_SEED="$(or $(SEED),0-299)" SIM_TRACE="$(TRACE)" \
		swift test --disable-xctest --filter SimulationTests.SimulationTests

crash: ## kills the server ROUNDS=25 times under load; ALL=1 makes each of its calls to the disk fail
	@scripts/setup test
	@scripts/build yeyak
	@BINARY_UNDER_TEST="$(CURDIR)/.build/release/yeyak" CRASH_ROUNDS="$(or $(ROUNDS),25)" \
		CRASH_ALL="$(ALL)" CRASH_SEED="$(SEED)" swift test --disable-xctest \
		--filter 'EndToEndTests.(CrashTests|InjectionTests)'

lint: ## checks the format of every Swift file
	@swift format lint --strict --parallel --recursive $(SWIFT_FILES)

format: ## puts every Swift file into shape
	@swift format --in-place --parallel --recursive $(SWIFT_FILES)

bench: ## measures beside nginx and the bare ledger; ARGS="pace one" chooses parts, --record keeps
	@scripts/setup test
	@scripts/bench $(ARGS)

bench-counts: ## counts what a booking costs; ARGS=--set-thresholds allows what is counted now
	@scripts/setup test
	@scripts/bench counts $(ARGS)

fuzz: ## runs each fuzz target for SECONDS=60; TARGET=JSONReader runs one
	@FUZZ_SECONDS="$(or $(SECONDS),60)" scripts/fuzz $(TARGET)

coverage: ## says which lines of Kit, Runtime and the businesses are tested; fails below 95 %
	@scripts/setup test
	@scripts/coverage

tsan: ## runs the tests under the thread sanitizer; FILTER=RuntimeTests for some of them
	@scripts/setup test
	@FILTER="$(FILTER)" scripts/sanitize thread

asan: ## the same under the address sanitizer
	@scripts/setup test
	@FILTER="$(FILTER)" scripts/sanitize address

mutants: ## plants bugs in a copy of the tree, one after the other: tests must find each; ONLY="05 10"
	@scripts/setup test
	@scripts/mutants $(ONLY)

docs: ## builds the documentation into .build/docs
	@scripts/docs
