# gho: online schema change for MySQL, as a pipeline of small tools.
#
#	make deps	install what is missing (Debian, as root)
#	make		build everything into build/
#	make demo	migrate a table under load on a scratch server
#	make check	run every test
#	make bench	measure, beside the server's own ALTER and others
#	make torture-kill KILLS=300 SEED=1	kill -9, and the same again
#	make torture-server RESTARTS=20 SEED=1	the server dies and comes back
#	make torture-errors N=200 SEED=1	any statement fails, in any way
#	make torture-net	slow, cut and dead connections
#	make soak MINUTES=60	a cut-over that is postponed for long
#	make torture-cutover	every fault at every step of the cut-over
#	make differential N=1000 SEED=1	try as many random cases
#	make mutations N=1000 SEED=1	change a ghost so often, for gho-verify
#	make alarms SECONDS=300		gho-verify under load so long
#	make fuzz FUZZ_SECONDS=1800	try the decoders on damaged bytes
#	make install	into DESTDIR and PREFIX
#	make deb	a Debian package, in build/deb

TOOLS	= gho-inspect gho-ghost gho-stream gho-copy gho-apply gho-cutover \
	  gho-throttle gho-cat gho-ledger gho-verify gho-instant gho-status \
	  gho-report gho-serve gho-split gho-play gho-dump gho-scratch gho-sweep \
	  gho-replica
# What pipelines read; installed, they find it in ../lib/gho.
SETUP	= $(notdir $(wildcard pipelines/gho-sh-*))
PIPES	= $(filter-out $(SETUP),$(notdir $(wildcard pipelines/gho-*)))
UNITS	= $(basename $(notdir $(wildcard test/unit/*.c)))
FUZZERS	= $(basename $(notdir $(wildcard test/fuzz/*.c)))
MANS	= $(wildcard man/*.[157])

B	= build
PREFIX	= /usr/local
bindir	= $(DESTDIR)$(PREFIX)/bin
libdir	= $(DESTDIR)$(PREFIX)/lib/gho
mandir	= $(DESTDIR)$(PREFIX)/share/man
bashdir	= $(DESTDIR)$(PREFIX)/share/bash-completion/completions
zshdir	= $(DESTDIR)$(PREFIX)/share/zsh/site-functions

PKG_CONFIG = pkg-config
include lib/mysql.mk

# Debian 12 calls it msgpack, upstream and later releases msgpack-c.
MSGPACK	:= $(shell $(PKG_CONFIG) --exists msgpack-c 2>/dev/null && \
	     echo msgpack-c || echo msgpack)
PKGS	= $(MSGPACK) jansson libcurl libdeflate libzstd
PKG_CFLAGS = $(shell $(PKG_CONFIG) --cflags $(PKGS))
PKG_LIBS = $(shell $(PKG_CONFIG) --libs $(PKGS))
# What this compiler has of the options that not all of them have.
HAS	= $(foreach f,$1,$(shell $(CC) -Werror $f -fsyntax-only -x c \
	     /dev/null 2>/dev/null && echo $f))
FORTIFY	:= $(shell $(CC) -O2 -D_FORTIFY_SOURCE=3 -Werror -include stdio.h \
	     -fsyntax-only -x c /dev/null 2>/dev/null && echo 3 || echo 2)

WARN	= -Wall -Wextra -Wshadow -Wpointer-arith -Wcast-qual -Wwrite-strings \
	  -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wvla \
	  $(if $(WERROR),-Werror)
HARDEN	:= -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=$(FORTIFY) \
	  -fstack-protector-strong \
	  $(call HAS,-fstack-clash-protection -fcf-protection)
# Set for the builds under sanitizers; it takes the place of HARDEN.
SANITIZE =
CFLAGS	= -O2 -g
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -Ilib $(WARN) \
	  $(or $(SANITIZE),$(HARDEN)) -fPIE -pthread $(MYSQL_CFLAGS) \
	  $(PKG_CFLAGS) $(CFLAGS)
ALL_LDFLAGS = -pie -pthread -Wl,-z,relro,-z,now,-z,noexecstack $(SANITIZE) $(LDFLAGS)
LIBS	= -Wl,--as-needed $(PKG_LIBS) $(MYSQL_LIBS) -lm
LINK	= $(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

# A tool that is not written yet is not built; test/00-house.bats misses it.
BINS	= $(patsubst tools/%.c,$B/bin/%,$(wildcard $(TOOLS:%=tools/%.c)))
LIBOBJS	= $(patsubst lib/%.c,$B/lib/%.o,$(wildcard lib/*.c))
LOADOBJS = $(patsubst test/%.c,$B/test/%.o,$(wildcard test/load*.c))
PROXYOBJS = $(patsubst test/%.c,$B/test/%.o,$(wildcard test/proxy*.c))
RANDOMOBJS = $(patsubst test/%.c,$B/test/%.o,$(wildcard test/random*.c))
UNITBINS = $(UNITS:%=$B/unit/%)
FUZZBINS = $(FUZZERS:%=$B/fuzz/%)

all: $(BINS)
completion: $B/completion/gho.bash $B/completion/_gho
tests: all completion units $B/test/gho-load $B/test/gho-random $B/test/gho-cost \
	$B/test/gho-proxy $B/test/galera.so
units: $(UNITBINS)
fuzzers: $(FUZZBINS)

$B/libgho.a: $(LIBOBJS)
	rm -f $@ && $(AR) rcs $@ $^

$(BINS): $B/bin/%: $B/tools/%.o $B/libgho.a
	@mkdir -p $(@D)
	$(LINK)

$(UNITBINS) $(FUZZBINS): $B/%: $B/test/%.o $B/libgho.a
	@mkdir -p $(@D)
	$(LINK)

$(FUZZBINS): ALL_LDFLAGS += -fsanitize=fuzzer

$B/test/gho-load: $(LOADOBJS)
	$(LINK)

$B/test/gho-random: $(RANDOMOBJS) $B/libgho.a
	$(LINK)

$B/test/gho-cost: $B/test/cost.o
	$(LINK)

$B/test/gho-proxy: $(PROXYOBJS)
	$(LINK)

$B/test/galera.o: ALL_CFLAGS += -fPIC
$B/test/galera.so: $B/test/galera.o
	$(CC) -shared -o $@ $^

# What the programs take, asked of themselves.
COMPLETION = tools/completion
$B/completion/gho.bash: SHELL_NAME = bash
$B/completion/_gho: SHELL_NAME = zsh
$B/completion/gho.bash $B/completion/_gho: $(COMPLETION) $(BINS) \
		$(PIPES:%=pipelines/%) $(SETUP:%=pipelines/%)
	@mkdir -p $(@D)
	PATH='$(abspath $B)/bin':"$$PATH" $(COMPLETION) $(SHELL_NAME) \
		$(BINS) $(PIPES:%=pipelines/%) > $@.new
	mv $@.new $@

$B/%.o: %.c $B/flags
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# All is built again when the compiler or its flags change.
$B/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(filter-out -Werror,$(ALL_CFLAGS))' > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

-include $(wildcard $B/*/*.d $B/test/*/*.d)

deps:
	test/deps $(MYSQL_DIR)

# Programs at a time; the long ones begin first.
JOBS	= 2
check: asan seam
	$(MAKE) WERROR=1 tests
	test/tap -j $(JOBS) test/differential test/conversions test/modes \
		test/random test/mutations test/alarms test/torture-kill \
		test/torture-server test/torture-errors test/torture-net \
		test/soak test/*.bats $(UNITBINS) $(UNITS:%=build-asan/unit/%)

# N random cases, made of the numbers SEED, SEED + 1, ...
N	= 1000
SEED	= 1
differential: tests
	B='$(abspath $B)' test/random $(N) $(SEED)

# Whether gho-verify finds N small changes, and sees none for SECONDS under load.
mutations: tests
	B='$(abspath $B)' test/mutations $(N) $(SEED)

SECONDS	= 300
alarms: tests
	B='$(abspath $B)' test/alarms $(SECONDS)

# There are more than 150; what stops does so for STOP seconds, and a statement
# may wait for LIMIT ms: twice the time-out, and what a machine needs.
CELLS	= */*/*
STOP	= 30
LIMIT	= 2500
torture-cutover: tests seam
	STOP=$(STOP) LIMIT=$(LIMIT) test/torture-cutover '$(CELLS)'

# Kills of migrations under writers, each gone on with by the same command.
KILLS	= 300
torture-kill: tests seam
	test/torture-kill $(KILLS) $(SEED)

# Restarts of the server under migrations under writers, and a full disk.
RESTARTS	= 20
torture-server: tests
	test/torture-server $(RESTARTS) $(SEED)

# N of the statements of a migration fail, each in one of many ways; 0 is all.
torture-errors: tests
	test/torture-errors $(N) $(SEED)

# The network between tools and server: slow, cut for up to 70 s, half open.
NET	= */*
torture-net: tests
	LIMIT=$(LIMIT) test/torture-net '$(NET)'

# A cut-over that is postponed for so long at full speed; LOG gets the figures.
MINUTES	= 60
LOG	= $B/soak.log
soak: tests
	test/soak $$(($(MINUTES) * 60)) $(LOG)

# Figures beside baselines; BENCH names sections, see test/bench/run.
BENCH	=
bench: tests
	test/bench/run $(BENCH)

unit: units
	test/tap $(UNITBINS)

# The unit programs under sanitizers; `make check` runs them.
ASAN	= -fsanitize=address,undefined -fno-sanitize-recover=all
asan:
	$(MAKE) B=build-asan WERROR=1 CFLAGS='-O1 -g' SANITIZE='$(ASAN)' units

# The tools with seams (lib/seam.h), at which tests make them fail.
seam:
	$(MAKE) B=build-seam WERROR=1 CFLAGS='$(CFLAGS) -DGHO_SEAM' all

# Each fuzzer for so long, from its corpus and what earlier runs have found.
FUZZ_SECONDS = 60
fuzz:
	$(MAKE) B=build-fuzz CC=clang CFLAGS='-O1 -g' \
		SANITIZE='$(ASAN) -fsanitize=fuzzer-no-link' fuzzers
	for f in $(FUZZERS); do \
		test/fuzz/corpus.sh unpack $$f build-fuzz/corpus/$$f && \
		build-fuzz/fuzz/$$f -max_total_time=$(FUZZ_SECONDS) \
			build-fuzz/corpus/$$f || exit 1; \
	done

lint:
	test/lint

demo: deps
	$(MAKE) all $B/test/gho-load
	test/demo

install: all completion
	install -d $(bindir) $(libdir) $(mandir)/man1 $(mandir)/man5 \
		$(mandir)/man7 $(bashdir) $(zshdir)
	install $(BINS) $(PIPES:%=pipelines/%) $(bindir)
	install -m 644 $(SETUP:%=pipelines/%) $(libdir)
	install -m 644 $B/completion/gho.bash $(bashdir)/gho-migrate
	install -m 644 $B/completion/_gho $(zshdir)
	$(foreach p,$(COMPLETED),ln -sf gho-migrate $(bashdir)/$p &&) :
	$(foreach m,$(MANS),install -m 644 $m $(mandir)/man$(subst .,,$(suffix \
		$m)) &&) :

# A Debian package, in $B/deb; tools/deb says what it depends on.
DEB	= $(abspath $B)/deb
deb: all completion
	rm -rf $(DEB)
	$(MAKE) -s install DESTDIR=$(DEB)/gho PREFIX=/usr \
		zshdir=$(DEB)/gho/usr/share/zsh/vendor-completions
	gzip -9n $(DEB)/gho/usr/share/man/man*/*
	strip $(BINS:$B/bin/%=$(DEB)/gho/usr/bin/%)
	tools/deb $$($B/bin/gho-cat --version | cut -d ' ' -f 2) $(DEB)/gho \
		$(abspath $(MYSQL_DIR))

# Bash looks for a file of the program's name.
COMPLETED = $(filter-out gho-migrate,$(notdir $(BINS)) $(PIPES))

uninstall:
	rm -f $(COMPLETED:%=$(bashdir)/%) $(bashdir)/gho-migrate $(zshdir)/_gho
	rm -f $(TOOLS:%=$(bindir)/%) $(PIPES:%=$(bindir)/%) \
		$(SETUP:%=$(libdir)/%)
	rm -f $(foreach m,$(MANS),$(mandir)/man$(subst .,,$(suffix \
		$m))/$(notdir $m))
	[ ! -d $(libdir) ] || rmdir $(libdir)

clean:
	rm -rf $B/bin $B/lib $B/libgho.a $B/completion $B/deb $B/flags \
		$B/test $B/tools $B/unit \
		$B/data build-asan build-fuzz build-seam

FORCE:
.PHONY: all completion deb tests units fuzzers deps check differential \
	mutations alarms \
	torture-cutover torture-kill torture-server torture-errors torture-net \
	soak bench unit asan seam fuzz \
	lint demo install uninstall clean FORCE
