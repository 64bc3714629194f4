/*
 * galera.so -- a plugin that gives a server the variable wsrep_provider, which
 * the nodes of a Galera cluster have.  Here it can be set; there it is read-only.
 *
 * What a plugin declares is in MySQL's include/mysql/plugin.h, which does not
 * come with the client library: here is what it says of one of the kind
 * "daemon", and of a variable that is text.
 */

#include <mysql_version.h>
#include <stddef.h>

enum {
	INTERFACE = 0x0100, /* the oldest that there is */
	KIND_DAEMON = 3,
	LICENSE_BSD = 2,
	VAR_STR = 0x0005,
	VAR_MEMALLOC = 0x8000, /* the server keeps a copy of the text */
};

struct variable {
	int flags;
	const char *name;
	const char *comment;
	int (*check)(void);
	void (*update)(void);
	char **value;
	const char *preset;
};

struct plugin {
	int kind;
	const int *info;
	const char *name;
	const char *author;
	const char *comment;
	int license;
	int (*begin)(void *);
	int (*may_end)(void *);
	int (*end)(void *);
	unsigned int version;
	const void *status;
	struct variable **variables;
	void *reserved;
	unsigned long flags;
};

static char *provider;
static struct variable variable = {
    .flags = VAR_STR | VAR_MEMALLOC,
    .name = "provider",
    .comment = "a library",
    .value = &provider,
    .preset = "none",
};
static struct variable *variables[] = {&variable, NULL};
static const int info = MYSQL_VERSION_ID << 8;

extern int _mysql_plugin_interface_version_, _mysql_sizeof_struct_st_plugin_;
extern struct plugin _mysql_plugin_declarations_[];

int _mysql_plugin_interface_version_ = INTERFACE;
int _mysql_sizeof_struct_st_plugin_ = sizeof(struct plugin);
struct plugin _mysql_plugin_declarations_[] = {
    {
	.kind = KIND_DAEMON,
	.info = &info,
	.name = "wsrep",
	.author = "",
	.comment = "",
	.license = LICENSE_BSD,
	.variables = variables,
    },
    {0},
};
