# Finds libmysqlclient; sets MYSQL_CFLAGS and MYSQL_LIBS.
#
# The system's is used when it is the real one.  MariaDB's connector poses as
# it in pkg-config, but cannot read binlogs: it declares no mysql_binlog_open.
# Otherwise the MySQL that `make deps` extracted into MYSQL_DIR is used, with
# the loader and the C library that came with it, as they are newer than ours.

MYSQL_DIR ?= build/mysql

mysql_pc := $(shell $(PKG_CONFIG) --cflags --libs mysqlclient 2>/dev/null)
mysql_real := $(if $(mysql_pc),$(shell \
	echo 'void *p = (void *)mysql_binlog_open;' | \
	$(CC) $(mysql_pc) -include mysql.h -fsyntax-only -x c - 2>/dev/null && \
	echo yes))
mysql_dir := $(abspath $(MYSQL_DIR))
mysql_so := $(firstword $(wildcard $(mysql_dir)/usr/lib/*/libmysqlclient.so))

ifneq ($(mysql_real),)
MYSQL_CFLAGS := $(shell $(PKG_CONFIG) --cflags mysqlclient)
MYSQL_LIBS := $(shell $(PKG_CONFIG) --libs mysqlclient)
else ifneq ($(mysql_so),)
mysql_lib := $(patsubst %/,%,$(dir $(mysql_so)))
mysql_ld := $(firstword $(wildcard $(mysql_lib)/ld-linux*.so.*))
MYSQL_CFLAGS := -isystem $(mysql_dir)/usr/include/mysql \
	-idirafter $(mysql_dir)/usr/include
MYSQL_LIBS := $(mysql_so) -Wl,--allow-shlib-undefined \
	-Wl,--disable-new-dtags -Wl,--dynamic-linker,$(mysql_ld) \
	-Wl,-rpath,$(mysql_lib):/usr/lib/$(notdir $(mysql_lib))
else ifneq ($(mysql_pc),)
MYSQL_CFLAGS = $(error pkg-config's mysqlclient is MariaDB's connector, which \
	cannot read binlogs; run `make deps` or install MySQL's own)
else
MYSQL_CFLAGS = $(error there is no libmysqlclient; run `make deps` or install \
	MySQL's own)
endif
