// Counts N-Triples and hashes them as a set; says what one file has that another has not.
//     triples FILE             -> triples, lines that are none, sum of the triples' 64-bit hashes
//     triples EXPECTED FILE    -> by property: lost, changed, added, with an example
// Two ways to write one triple count as one: escapes are undone, ^^xsd:string dropped, language tags lowered.

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct { uint64_t hash, key, at; } Triple;  // key: hash of subject and property; at: offset of the line
typedef struct { const char *text; size_t size; uint64_t count, invalid, sum; Triple *triples; uint64_t room; } File;

typedef unsigned long long Number;  // for printf

static char *scratch;
static size_t scratch_room;

static _Noreturn void fail(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

static uint64_t mix(uint64_t a, uint64_t b) {
    __uint128_t product = (__uint128_t)(a ^ 0x9E3779B97F4A7C15u) * (b ^ 0xD6E8FEB86659FD93u);
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t hash(const char *text, size_t size, uint64_t seed) {
    uint64_t word, value = mix(seed, size);
    for (; size >= 8; text += 8, size -= 8) {
        memcpy(&word, text, 8);
        value = mix(value ^ word, 0xA0761D6478BD642Fu);
    }
    word = 0;
    memcpy(&word, text, size);
    return mix(value ^ word, 0xE7037ED1A0B428DBu);
}

static int hex(const char *p, int digits, uint32_t *code) {
    *code = 0;
    for (; digits--; p++) {
        static const char digits_[] = "0123456789ABCDEFabcdef";
        const char *found = *p ? strchr(digits_, *p) : NULL;
        if (!found) return 0;
        int value = found - digits_;
        *code = *code * 16 + (value > 15 ? value - 6 : value);
    }
    return *code < 0x110000 && (*code & 0xFFFFF800) != 0xD800;
}

static char *put_utf8(char *to, uint32_t c) {
    if (c < 0x80) { *to++ = c; return to; }
    if (c < 0x800) { *to++ = 0xC0 | c >> 6; goto last; }
    if (c < 0x10000) { *to++ = 0xE0 | c >> 12; goto two; }
    *to++ = 0xF0 | c >> 18;
    *to++ = 0x80 | (c >> 12 & 63);
two: *to++ = 0x80 | (c >> 6 & 63);
last: *to++ = 0x80 | (c & 63);
    return to;
}

// Characters that end a run of plain ones: the end, an escape, and what may not stand there.
static uint8_t special_in_iri[256], special_in_text[256];

static void set_special(void) {
    for (int c = 0; c <= 0x20; c++) special_in_iri[c] = 1;
    for (const char *c = "<>\"{}|^`\\"; *c; c++) special_in_iri[(uint8_t)*c] = 1;
    for (const char *c = "\"\\\r"; *c; c++) special_in_text[(uint8_t)*c] = 1;
}

// What stands between p and the unescaped `close`, with its escapes undone, to *to. NULL where it is malformed.
static const char *take(const char *p, const char *end, char close, char **to) {
    static const char names[] = "tbnrf\"'\\", values[] = "\t\b\n\r\f\"'\\";
    const uint8_t *special = close == '>' ? special_in_iri : special_in_text;
    for (;; p++) {
        const char *plain = p;
        while (p < end && !special[(uint8_t)*p]) p++;
        memcpy(*to, plain, p - plain);
        *to += p - plain;
        if (p == end || *p == close) break;
        if (*p != '\\' || ++p == end) return NULL;
        const char *name = strchr(names, *p);
        if (*p && name && close == '"') { *(*to)++ = values[name - names]; continue; }
        uint32_t code;
        int digits = *p == 'u' ? 4 : *p == 'U' ? 8 : 0;
        if (!digits || end - p <= digits || !hex(p + 1, digits, &code)) return NULL;
        *to = put_utf8(*to, code);
        p += digits;
    }
    return p < end ? p + 1 : NULL;
}

static const char *blank(const char *p, const char *end) {
    while (p < end && (*p == ' ' || *p == '\t')) p++;
    return p;
}

// An IRI or a blank node.
static const char *node(const char *p, const char *end, char **to) {
    if (p < end && *p == '<') { *(*to)++ = '<'; return take(p + 1, end, '>', to); }
    if (end - p < 3 || p[0] != '_' || p[1] != ':') return NULL;
    while (p < end && *p != ' ' && *p != '\t') *(*to)++ = *p++;
    return p;
}

static const char *literal(const char *p, const char *end, char **to) {
    static const char string[] = "<http://www.w3.org/2001/XMLSchema#string";
    *(*to)++ = '"';
    p = take(p + 1, end, '"', to);
    if (!p || p == end) return p;
    if (*p == '@') {
        *(*to)++ = '\0';
        for (; p < end && *p != ' ' && *p != '\t' && *p != '.'; p++) *(*to)++ = *p >= 'A' && *p <= 'Z' ? *p + 32 : *p;
    } else if (*p == '^') {
        if (end - p < 3 || p[1] != '^' || p[2] != '<') return NULL;
        char *start = *to;
        *(*to)++ = '\0';
        p = node(p + 2, end, to);
        if ((size_t)(*to - start) == sizeof string && !memcmp(start + 1, string, sizeof string - 1)) *to = start;
    }
    return p;
}

// 1: a triple; 0: nothing there; -1: no N-Triples.
static int read_line(const char *p, const char *end, Triple *triple) {
    if ((size_t)(end - p) + 16 > scratch_room) {
        scratch = realloc(scratch, scratch_room = 2 * (end - p) + 4096);
        if (!scratch) fail("memory");
    }
    char *to = scratch, *key;
    if (end > p && end[-1] == '\r') end--;
    p = blank(p, end);
    if (p == end || *p == '#') return 0;
    if (!(p = node(p, end, &to))) return -1;
    *to++ = '\n';
    p = blank(p, end);
    if (p == end || *p != '<' || !(p = node(p, end, &to))) return -1;
    *to++ = '\n';
    key = to;
    p = blank(p, end);
    if (p == end || !(p = *p == '"' ? literal(p, end, &to) : node(p, end, &to))) return -1;
    p = blank(p, end);
    if (p == end || *p != '.') return -1;
    p = blank(p + 1, end);
    if (p < end && *p != '#') return -1;
    triple->key = hash(scratch, key - scratch, 1);
    triple->hash = hash(key, to - key, triple->key);
    return 1;
}

static File read_file(const char *name, int keep) {
    File file = {0};
    struct stat status;
    int in = open(name, O_RDONLY);
    if (in < 0 || fstat(in, &status)) fail(name);
    file.size = status.st_size;
    file.text = file.size ? mmap(NULL, file.size, PROT_READ, MAP_PRIVATE, in, 0) : "";
    if (file.text == MAP_FAILED) fail(name);
    const char *end = file.text + file.size;
    for (const char *p = file.text, *stop; p < end; p = stop + 1) {
        stop = memchr(p, '\n', end - p);
        if (!stop) stop = end;
        Triple triple = {.at = p - file.text};
        int got = read_line(p, stop, &triple);
        if (got < 0 && file.invalid++ < 3 && keep)
            printf("invalid\t%.*s\n", (int)(stop - p < 300 ? stop - p : 300), p);
        if (got <= 0) continue;
        file.sum += triple.hash;
        if (keep) {
            if (file.count == file.room) {
                file.room = 2 * file.room + 1024;
                file.triples = realloc(file.triples, file.room * sizeof triple);
                if (!file.triples) fail("memory");
            }
            file.triples[file.count] = triple;
        }
        file.count++;
    }
    return file;
}

// ---- Differences ----

static int by_key(const void *a, const void *b) {
    const Triple *x = a, *y = b;
    return x->key != y->key ? (x->key > y->key) - (x->key < y->key) : (x->hash > y->hash) - (x->hash < y->hash);
}

typedef struct { char *property; uint64_t lost, changed, added; } Difference;
static Difference differences[256];

static Difference *of_line(const char *line, const char *end) {
    const char *start = blank(memchr(line, ' ', end - line), end), *stop = memchr(start, ' ', end - start);
    Difference *d = differences;
    size_t size = stop - start;
    while (d->property && d < differences + 254 && (strlen(d->property) != size || memcmp(d->property, start, size))) d++;
    if (!d->property) d->property = strndup(start, stop - start);
    return d;
}

static void object(const char *line, const char *end) {
    const char *p = blank(memchr(line, ' ', end - line), end);
    p = blank(memchr(p, ' ', end - p), end);
    const char *stop = p;
    while (stop < end && *stop != '\n') stop++;
    while (stop > p && strchr(" .\r", stop[-1])) stop--;
    fwrite(p, 1, stop - p, stdout);
}

// Up to three examples of each kind are printed as they come: property, kind, what was expected, what there is.
static void example(Difference *d, uint64_t number, const char *kind,
                    const File *want, const Triple *x, const File *got, const Triple *y) {
    if (number > 3) return;
    printf("example\t%s\t%s\t", d->property, kind);
    if (x) object(want->text + x->at, want->text + want->size);
    printf("\t");
    if (y) object(got->text + y->at, got->text + got->size);
    printf("\n");
}

static void compare(File *want, File *got) {
    qsort(want->triples, want->count, sizeof(Triple), by_key);
    qsort(got->triples, got->count, sizeof(Triple), by_key);
    Triple *x = want->triples, *y = got->triples, *x_end = x + want->count, *y_end = y + got->count;
    while (x < x_end || y < y_end) {
        int order = x == x_end ? 1 : y == y_end ? -1 : x->key < y->key ? -1 : x->key > y->key;
        if (order == 0 && x->hash == y->hash) { x++, y++; continue; }
        const File *file = order <= 0 ? want : got;
        Difference *d = of_line(file->text + (order <= 0 ? x : y)->at, file->text + file->size);
        if (order == 0) { d->changed++; example(d, d->changed, "changed", want, x++, got, y++); }
        else if (order < 0) { d->lost++; example(d, d->lost, "lost", want, x++, got, NULL); }
        else { d->added++; example(d, d->added, "added", want, NULL, got, y++); }
    }
    for (Difference *d = differences; d->property; d++)
        printf("property\t%s\t%llu\t%llu\t%llu\n", d->property, (Number)d->lost, (Number)d->changed, (Number)d->added);
}

int main(int count, char **words) {
    if (count != 2 && count != 3) { fprintf(stderr, "triples FILE | triples EXPECTED FILE\n"); return 2; }
    set_special();
    File file = read_file(words[1], count == 3);
    if (count == 2) {
        printf("%llu\t%llu\t%016llx\n", (Number)file.count, (Number)file.invalid, (Number)file.sum);
        return 0;
    }
    File got = read_file(words[2], 1);
    printf("total\t%llu\t%llu\t%llu\n", (Number)file.count, (Number)got.count, (Number)got.invalid);
    compare(&file, &got);
    return 0;
}
