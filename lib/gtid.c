/* Sets of GTIDs: sorted sources with sorted ranges. */

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "gtid.h"

static int
gtid_order(const struct gtid_src *s, const uint8_t *uuid, const char *tag)
{
	int c = memcmp(s->uuid, uuid, sizeof(s->uuid));

	return (c != 0 ? c : strcmp(s->tag, tag));
}

static struct gtid_src *
gtid_source(struct gtid_set *set, const uint8_t *uuid, const char *tag)
{
	struct gtid_src *s;
	size_t i;

	for (i = 0; i < set->n; i++) {
		int c = gtid_order(&set->src[i], uuid, tag);

		if (c == 0)
			return (&set->src[i]);
		if (c > 0)
			break;
	}
	set->src = mem_grow(set->src, set->n + 1, sizeof(*set->src));
	s = &set->src[i];
	memmove(s + 1, s, (set->n - i) * sizeof(*s));
	set->n++;
	memset(s, 0, sizeof(*s));
	memcpy(s->uuid, uuid, sizeof(s->uuid));
	strncpy(s->tag, tag, sizeof(s->tag) - 1);
	return (s);
}

/* Adds a range, swallowing all that it overlaps or touches. */
static void
gtid_range(struct gtid_src *s, int64_t from, int64_t to)
{
	struct gtid_range *r;
	size_t first, last;

	/* Mostly the next number of the last range. */
	for (first = s->n; first > 0 && s->range[first - 1].to >= from - 1;)
		first--;
	last = first;
	while (last < s->n && s->range[last].from - 1 <= to) {
		if (s->range[last].from < from)
			from = s->range[last].from;
		if (s->range[last].to > to)
			to = s->range[last].to;
		last++;
	}
	if (first == last)
		s->range = mem_grow(s->range, s->n + 1, sizeof(*r));
	r = &s->range[first];
	memmove(r + 1, s->range + last, (s->n - last) * sizeof(*r));
	s->n = s->n - (last - first) + 1;
	r->from = from;
	r->to = to;
}

void
gtid_add(struct gtid_set *set, const uint8_t *uuid, const char *tag,
    int64_t from, int64_t to)
{
	gtid_range(gtid_source(set, uuid, tag), from, to);
}

static void
gtid_space(const char **s)
{
	while (isspace((unsigned char)**s))
		(*s)++;
}

static int
gtid_hex(int c)
{
	if (c >= '0' && c <= '9')
		return (c - '0');
	c = tolower(c);
	return (c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1);
}

static int
gtid_uuid(const char **s, uint8_t *uuid)
{
	int i, hi, lo;

	for (i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10) {
			if (*(*s)++ != '-')
				return (-1);
		}
		if ((hi = gtid_hex((unsigned char)(*s)[0])) == -1 ||
		    (lo = gtid_hex((unsigned char)(*s)[1])) == -1)
			return (-1);
		uuid[i] = (uint8_t)(hi << 4 | lo);
		*s += 2;
	}
	return (0);
}

/* Tags: [a-z_][a-z0-9_]{0,31}, case does not matter. */
static int
gtid_tag(const char **s, char *tag)
{
	size_t n = 0;

	while (isalnum((unsigned char)**s) || **s == '_') {
		if (n == 32)
			return (-1);
		tag[n++] = (char)tolower((unsigned char)*(*s)++);
	}
	tag[n] = '\0';
	return (0);
}

static int
gtid_number(const char **s, int64_t *v)
{
	gtid_space(s);
	if (!isdigit((unsigned char)**s))
		return (-1);
	for (*v = 0; isdigit((unsigned char)**s); (*s)++) {
		if (*v > (INT64_MAX - 10) / 10)
			return (-1);
		*v = *v * 10 + (**s - '0');
	}
	gtid_space(s);
	return (*v < 1 ? -1 : 0);
}

static int
gtid_ranges(struct gtid_set *set, const uint8_t *uuid, const char *tag,
    const char **s)
{
	int64_t from, to;

	if (gtid_number(s, &from) == -1)
		return (-1);
	to = from;
	if (**s == '-') {
		(*s)++;
		if (gtid_number(s, &to) == -1)
			return (-1);
	}
	/* The server takes a range that runs backwards for an empty one. */
	if (from <= to)
		gtid_add(set, uuid, tag, from, to);
	return (0);
}

static int
gtid_parse_source(struct gtid_set *set, const char **s)
{
	char tag[33] = "";
	uint8_t uuid[16];

	if (gtid_uuid(s, uuid) == -1)
		return (-1);
	gtid_space(s);
	if (**s != ':')
		return (-1);
	while (**s == ':') {
		(*s)++;
		gtid_space(s);
		if (isdigit((unsigned char)**s)) {
			if (gtid_ranges(set, uuid, tag, s) == -1)
				return (-1);
		} else if (gtid_tag(s, tag) == -1 || tag[0] == '\0')
			return (-1);
		gtid_space(s);
	}
	return (0);
}

int
gtid_parse(struct gtid_set *set, const char *s)
{
	gtid_space(&s);
	while (*s != '\0') {
		if (*s != ',') {
			if (gtid_parse_source(set, &s) == -1)
				return (-1);
			if (*s != ',' && *s != '\0')
				return (-1);
		}
		if (*s == ',')
			s++;
		gtid_space(&s);
	}
	return (0);
}

static int
gtid_decode_source(struct gtid_set *set, struct cur *c, int tagged)
{
	char tag[33] = "";
	const uint8_t *uuid, *p;
	uint64_t n, from, to;
	uint8_t len;

	if (cur_bytes(c, 16, &uuid) == -1)
		return (-1);
	if (tagged) {
		/* A varlen integer; tags of 32 fit in one byte of it. */
		if (cur_u8(c, &len) == -1 || (len & 1) != 0 || len > 64 ||
		    cur_bytes(c, len / 2, &p) == -1)
			return (-1);
		memcpy(tag, p, len / 2);
	}
	if (cur_u64(c, &n) == -1 || n > cur_left(c) / 16)
		return (-1);
	for (; n > 0; n--) {
		if (cur_u64(c, &from) == -1 || cur_u64(c, &to) == -1 ||
		    from < 1 || to <= from || to > INT64_MAX)
			return (-1);
		gtid_add(set, uuid, tag, (int64_t)from, (int64_t)to - 1);
	}
	return (0);
}

/*
 * The first 8 bytes: the number of sources, or with tags 1, the number in
 * 6 bytes, 1.  encode_nsids_format() in sql/rpl_gtid_set.cc.
 */
int
gtid_decode(struct gtid_set *set, struct cur *c)
{
	uint64_t n;
	int tagged;

	if (cur_u64(c, &n) == -1)
		return (-1);
	tagged = n >> 56 == 1;
	if (n >> 56 > 1)
		return (-1);
	if (tagged)
		n = (n & ~(0xffULL << 56)) >> 8;
	for (; n > 0; n--) {
		if (gtid_decode_source(set, c, tagged) == -1)
			return (-1);
	}
	return (0);
}

static void
gtid_put64(struct buf *b, uint64_t v)
{
	unsigned int i;

	for (i = 0; i < 8; i++)
		buf_chr(b, (char)(v >> 8 * i & 0xff));
}

void
gtid_encode(const struct gtid_set *set, struct buf *b)
{
	const struct gtid_src *s;
	size_t i, k, len;
	int tagged = 0;

	for (i = 0; i < set->n; i++)
		tagged |= set->src[i].tag[0] != '\0';
	gtid_put64(b,
	    tagged ? 1ULL << 56 | (uint64_t)set->n << 8 | 1 : (uint64_t)set->n);
	for (i = 0; i < set->n; i++) {
		s = &set->src[i];
		buf_add(b, s->uuid, sizeof(s->uuid));
		if (tagged) {
			len = strlen(s->tag);
			buf_chr(b, (char)(len << 1));
			buf_add(b, s->tag, len);
		}
		gtid_put64(b, s->n);
		for (k = 0; k < s->n; k++) {
			gtid_put64(b, (uint64_t)s->range[k].from);
			gtid_put64(b, (uint64_t)s->range[k].to + 1);
		}
	}
}

static void
gtid_print_uuid(const uint8_t *uuid, struct buf *b)
{
	unsigned int i;

	for (i = 0; i < 16; i++)
		buf_fmt(b, "%s%02x",
		    i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", uuid[i]);
}

void
gtid_print(const struct gtid_set *set, struct buf *b)
{
	const struct gtid_src *s;
	size_t i, k;

	for (i = 0; i < set->n; i++) {
		s = &set->src[i];
		if (i == 0 || memcmp(s->uuid, s[-1].uuid, 16) != 0) {
			if (i > 0)
				buf_chr(b, ',');
			gtid_print_uuid(s->uuid, b);
		}
		if (s->tag[0] != '\0')
			buf_fmt(b, ":%s", s->tag);
		for (k = 0; k < s->n; k++) {
			buf_fmt(b, ":%" PRId64, s->range[k].from);
			if (s->range[k].to > s->range[k].from)
				buf_fmt(b, "-%" PRId64, s->range[k].to);
		}
	}
}

void
gtid_merge(struct gtid_set *a, const struct gtid_set *b)
{
	const struct gtid_src *s;
	size_t i, k;

	for (i = 0; i < b->n; i++) {
		s = &b->src[i];
		for (k = 0; k < s->n; k++)
			gtid_add(a, s->uuid, s->tag, s->range[k].from,
			    s->range[k].to);
	}
}

static int
gtid_has(const struct gtid_set *set, const struct gtid_src *s,
    const struct gtid_range *r)
{
	size_t i, k;

	for (i = 0; i < set->n; i++) {
		if (gtid_order(&set->src[i], s->uuid, s->tag) != 0)
			continue;
		for (k = 0; k < set->src[i].n; k++) {
			if (set->src[i].range[k].from <= r->from &&
			    set->src[i].range[k].to >= r->to)
				return (1);
		}
	}
	return (0);
}

int
gtid_within(const struct gtid_set *a, const struct gtid_set *b)
{
	size_t i, k;

	for (i = 0; i < a->n; i++) {
		for (k = 0; k < a->src[i].n; k++) {
			if (!gtid_has(b, &a->src[i], &a->src[i].range[k]))
				return (0);
		}
	}
	return (1);
}

void
gtid_free(struct gtid_set *set)
{
	size_t i;

	for (i = 0; i < set->n; i++)
		free(set->src[i].range);
	free(set->src);
	memset(set, 0, sizeof(*set));
}
