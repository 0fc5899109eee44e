// The limit: entries.csv -> N-Triples, with everything known beforehand. One pass, one thread.
//     gcc -O3 -march=native -o limit limit.c && ./limit entries.csv out.nt
// It checks the header, the count of cells, quotes, UTF-8 of texts, required values, integers, decimals, dates.

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __SSSE3__
#include <tmmintrin.h>
#endif

enum { COLUMNS = 9, READ = 1 << 20, WRITE = 1 << 17, SLACK = 64 };
enum { ID, LIST, POSITION, NAME, RESTORED, SCORE, VALUE, DATE, ADCODE };

static const char HEADER[] = "id,list,position,name,restored,score,value,date,adcode";
static const char *const TITLES[] = {"id", "list", "position", "name", "restored", "score", "value", "date", "adcode"};

typedef struct { const uint8_t *at; size_t size; } Cell;

static uint64_t row;
static uint8_t *out_start, *out;
static size_t out_room = WRITE;
static int out_file;

static _Noreturn void fail(const char *column, const char *rule) {
    fprintf(stderr, "row %llu, %s: %s\n", (unsigned long long)row, column, rule);
    exit(1);
}

static _Noreturn void fail_file(const char *name) {
    fprintf(stderr, "%s: %s\n", name, strerror(errno));
    exit(1);
}

// ---- Reading: cells stand where they are; one with doubled quotes is copied, to `scratch`, with each as one. ----

static uint8_t *scratch, *scratch_start;

// The first comma, quote, CR or LF at or after p. One must exist: the buffer ends in "\n\n…".
static inline const uint8_t *cell_end(const uint8_t *p) {
#ifdef __SSSE3__
    // The four characters differ in their low nibble, so one look-up by nibble compares with all of them.
    const __m128i marks = _mm_setr_epi8(1, 0, '"', 0, 0, 0, 0, 0, 0, 0, '\n', 0, ',', '\r', 0, 0);
    for (;; p += 16) {
        __m128i text = _mm_loadu_si128((const __m128i *)p);
        unsigned hit = _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_shuffle_epi8(marks, text), text));
        if (hit) return p + __builtin_ctz(hit);
    }
#else
    while (*p != ',' && *p != '"' && *p != '\r' && *p != '\n') p++;
    return p;
#endif
}

// A cell in quotes, p behind the first. Returns what follows the last quote, or NULL where the buffer ends before.
static const uint8_t *quoted_cell(const uint8_t *p, const uint8_t *end, Cell *cell) {
    uint8_t *copy = NULL;
    *cell = (Cell){p, 0};
    for (;;) {
        const uint8_t *quote = memchr(p, '"', end - p);
        if (!quote || quote + 1 == end) return NULL;
        if (quote[1] != '"') {
            if (copy) { memcpy(scratch, p, quote - p); scratch += quote - p; }
            cell->size = copy ? (size_t)(scratch - copy) : (size_t)(quote - cell->at);
            return quote + 1;
        }
        if (!copy) cell->at = copy = scratch;
        memcpy(scratch, p, quote + 1 - p);
        scratch += quote + 1 - p;
        p = quote + 2;
    }
}

// The cells of the row that starts at p. Returns where the next one starts, or NULL where the buffer ends before.
static inline const uint8_t *read_row(const uint8_t *p, const uint8_t *end, Cell *cells) {
    scratch = scratch_start;
    for (int column = 0; column < COLUMNS; column++) {
        const uint8_t *stop = cell_end(p);
        if (stop >= end) return NULL;
        cells[column] = (Cell){p, stop - p};
        if (__builtin_expect(*stop == '"', 0)) {
            if (stop != p) fail(TITLES[column], "a quote inside a cell without quotes");
            stop = quoted_cell(p + 1, end, &cells[column]);
            if (!stop) return NULL;
        }
        if (cells[column].size == 0) fail(TITLES[column], "a value is required");
        if (column < COLUMNS - 1) {
            if (*stop != ',') fail(TITLES[column], "the row has too few cells, or text behind a quote");
            p = stop + 1;
        } else {
            p = stop;
        }
    }
    if (*p == '\r') p++;
    if (*p != '\n') fail(TITLES[COLUMNS - 1], "the row has too many cells, or text behind a quote");
    return p < end ? p + 1 : NULL;
}

// ---- Checks ----

static inline int digit(uint8_t c) { return (uint8_t)(c - '0') < 10; }

static inline void check_integer(Cell c, const char *title) {
    size_t i = c.at[0] == '-' || c.at[0] == '+';
    if (i == c.size) fail(title, "no integer");
    for (; i < c.size; i++)
        if (!digit(c.at[i])) fail(title, "no integer");
}

static inline void check_decimal(Cell c, const char *title) {
    size_t i = c.at[0] == '-' || c.at[0] == '+', digits = 0, points = 0;
    for (; i < c.size; i++) {
        if (digit(c.at[i])) digits++;
        else if (c.at[i] != '.' || points++) fail(title, "no decimal");
    }
    if (!digits) fail(title, "no decimal");
}

// yyyy-mm-dd alone: the other forms of xsd:date (longer years, time zones) do not occur here.
static inline void check_date(Cell c, const char *title) {
    static const uint8_t days[] = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const uint8_t *d = c.at;
    if (c.size != 10 || d[4] != '-' || d[7] != '-') fail(title, "no date");
    unsigned good = 1;
    for (int i = 0; i < 10; i++) good &= i == 4 || i == 7 || digit(d[i]);
    if (!good) fail(title, "no date");
    int year = (d[0] - '0') * 1000 + (d[1] - '0') * 100 + (d[2] - '0') * 10 + d[3] - '0';
    int month = (d[5] - '0') * 10 + d[6] - '0', day = (d[8] - '0') * 10 + d[9] - '0';
    if (!year || !month || month > 12 || !day || day > days[month]) fail(title, "no date");
    if (month == 2 && day == 29 && (year % 4 || (year % 100 == 0 && year % 400))) fail(title, "no date");
}

static void check_utf8(const uint8_t *p, size_t size, const char *title) {
    const uint8_t *end = p + size;
    while (p < end) {
        uint8_t c = *p;
        if (c < 0x80) { p++; continue; }
        int more = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : 1;
        if (c < 0xC2 || c > 0xF4 || end - p <= more) fail(title, "no UTF-8");
        uint8_t second = p[1];
        if ((second & 0xC0) != 0x80 || (c == 0xE0 && second < 0xA0) || (c == 0xED && second > 0x9F)
            || (c == 0xF0 && second < 0x90) || (c == 0xF4 && second > 0x8F)) fail(title, "no UTF-8");
        if (more > 1 && (p[2] & 0xC0) != 0x80) fail(title, "no UTF-8");
        if (more > 2 && (p[3] & 0xC0) != 0x80) fail(title, "no UTF-8");
        p += more + 1;
    }
}

// ---- Writing. Copies may write up to 64 bytes too many; what follows overwrites them. ----

static void flush(void) {
    for (uint8_t *p = out_start; p < out;) {
        ssize_t done = write(out_file, p, out - p);
        if (done < 0) fail_file("output");
        p += done;
    }
    out = out_start;
}

static inline void make_room(size_t size) {
    if (__builtin_expect((size_t)(out - out_start) + size + SLACK <= out_room, 1)) return;
    flush();
    if (size + SLACK <= out_room) return;
    out_room = 2 * size + SLACK;
    out = out_start = realloc(out_start, out_room);
    if (!out) fail_file("memory");
}

#define PUT(text) (memcpy(out, text, sizeof(text) - 1), out += sizeof(text) - 1)

static inline void put(const uint8_t *at, size_t size) {
    memcpy(out, at, 16);
    if (__builtin_expect(size > 16, 0)) memcpy(out, at, size);
    out += size;
}

static void put_escaped(uint8_t c) {
    static const char hex[] = "0123456789ABCDEF";
    *out++ = '\\';
    switch (c) {
    case '"': case '\\': *out++ = c; return;
    case '\n': *out++ = 'n'; return;
    case '\r': *out++ = 'r'; return;
    case '\t': *out++ = 't'; return;
    }
    PUT("u00");
    *out++ = hex[c >> 4];
    *out++ = hex[c & 15];
}

static inline int needs_escape(uint8_t c) { return c < 0x20 || c == '"' || c == '\\' || c == 0x7F; }

// The text of a literal, checked and escaped.
static inline void put_text(Cell c, const char *title) {
    const uint8_t *p = c.at, *end = p + c.size;
    unsigned high = 0;
#ifdef __SSSE3__
    const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\');
    const __m128i del = _mm_set1_epi8(0x7F), low = _mm_set1_epi8(0x1F);
    while (p < end) {
        __m128i text = _mm_loadu_si128((const __m128i *)p);
        _mm_storeu_si128((__m128i *)out, text);
        size_t here = end - p < 16 ? end - p : 16;
        unsigned inside = (1u << here) - 1;
        high |= _mm_movemask_epi8(text) & inside;
        __m128i bad = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(text, quote), _mm_cmpeq_epi8(text, slash)),
                                   _mm_or_si128(_mm_cmpeq_epi8(text, del),
                                                _mm_cmpeq_epi8(_mm_min_epu8(text, low), text)));
        unsigned hit = _mm_movemask_epi8(bad) & inside;
        if (__builtin_expect(hit, 0)) {
            here = __builtin_ctz(hit);
            out += here;
            put_escaped(p[here]);
            p += here + 1;
        } else {
            out += here;
            p += here;
        }
    }
#else
    for (; p < end; p++) {
        high |= *p & 0x80;
        if (needs_escape(*p)) put_escaped(*p); else *out++ = *p;
    }
#endif
    if (high) check_utf8(c.at, c.size, title);
}

static uint8_t unreserved[256];

// A value in a URI template: all but unreserved characters percent-encoded.
static inline void put_encoded(Cell c, const char *title) {
    static const char hex[] = "0123456789ABCDEF";
    unsigned plain = 1;
    for (size_t i = 0; i < c.size; i++) plain &= unreserved[c.at[i]];
    if (__builtin_expect(plain, 1)) { put(c.at, c.size); return; }
    check_utf8(c.at, c.size, title);
    for (size_t i = 0; i < c.size; i++) {
        if (unreserved[c.at[i]]) { *out++ = c.at[i]; continue; }
        *out++ = '%';
        *out++ = hex[c.at[i] >> 4];
        *out++ = hex[c.at[i] & 15];
    }
}

#define DATA "https://w3id.org/smilekg/id/"
#define SMILE "https://w3id.org/smilekg/ontology/"
#define XSD "http://www.w3.org/2001/XMLSchema#"

static inline void put_row(const Cell *c) {
    size_t size = 3 * c[ID].size * 9 + 2048;
    for (int column = 1; column < COLUMNS; column++) size += 6 * c[column].size;
    make_room(size);

    const uint8_t *subject = out;
    PUT("<" DATA "entry/");
    put_encoded(c[ID], TITLES[ID]);
    PUT("> ");
    size_t long_ = out - subject;
#define SUBJECT (long_ <= 64 ? memcpy(out, subject, 64) : memcpy(out, subject, long_), out += long_)
    PUT("<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <" SMILE "RankingEntry> .\n");
    SUBJECT; PUT("<" SMILE "inRanking> <" DATA "ranking/"); put_encoded(c[LIST], TITLES[LIST]); PUT("> .\n");
    check_integer(c[POSITION], TITLES[POSITION]);
    SUBJECT; PUT("<" SMILE "position> \""); put(c[POSITION].at, c[POSITION].size); PUT("\"^^<" XSD "integer> .\n");
    SUBJECT; PUT("<" SMILE "publishedName> \""); put_text(c[NAME], TITLES[NAME]); PUT("\" .\n");
    SUBJECT; PUT("<" SMILE "restoredName> \""); put_text(c[RESTORED], TITLES[RESTORED]); PUT("\"@zh .\n");
    check_decimal(c[SCORE], TITLES[SCORE]);
    SUBJECT; PUT("<" SMILE "score> \""); put(c[SCORE].at, c[SCORE].size); PUT("\"^^<" XSD "decimal> .\n");
    SUBJECT; PUT("<" SMILE "publishedValue> \""); put_text(c[VALUE], TITLES[VALUE]); PUT("\" .\n");
    check_date(c[DATE], TITLES[DATE]);
    SUBJECT; PUT("<http://purl.org/dc/terms/date> \""); put(c[DATE].at, c[DATE].size); PUT("\"^^<" XSD "date> .\n");
    SUBJECT; PUT("<" SMILE "subject> <" DATA "place/"); put_encoded(c[ADCODE], TITLES[ADCODE]); PUT("> .\n");
}

int main(int count, char **words) {
    if (count != 3) { fprintf(stderr, "limit TABLE OUT\n"); return 2; }
    int in = open(words[1], O_RDONLY);
    if (in < 0) fail_file(words[1]);
    out_file = open(words[2], O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (out_file < 0) fail_file(words[2]);
    for (int c = 0; c < 256; c++) unreserved[c] = c < 128 && c && strchr("-._~0123456789", c);
    for (int c = 'a'; c <= 'z'; c++) unreserved[c] = unreserved[c - 32] = 1;

    size_t room = READ, held = 0;  // held: bytes of a row not read to its end
    uint8_t *buffer = malloc(room + SLACK);
    scratch_start = malloc(room + SLACK);
    out = out_start = malloc(out_room);
    int over = 0;
    while (!over) {
        if (held == room) {
            buffer = realloc(buffer, (room *= 2) + SLACK);
            scratch_start = realloc(scratch_start, room + SLACK);
            if (!buffer || !scratch_start) fail_file("memory");
        }
        ssize_t got = read(in, buffer + held, room - held);
        if (got < 0) fail_file(words[1]);
        over = got == 0;
        const uint8_t *p = buffer;
        uint8_t *end = buffer + held + got;
        if (over && p < end && end[-1] != '\n') *end++ = '\n';
        memset(end, '\n', SLACK);
        if (!row && end > p) {
            size_t size = sizeof HEADER - 1;
            if ((size_t)(end - p) < size + 2 && !over) { held = end - p; continue; }
            if (memcmp(p, HEADER, size) || (p[size] != '\n' && memcmp(p + size, "\r\n", 2)))
                fail("header", "not as expected");
            p += size + 1 + (p[size] == '\r');
            row = 1;
        }
        Cell cells[COLUMNS];
        for (const uint8_t *next; p < end && (next = read_row(p, end, cells)); p = next, row++) put_row(cells);
        held = end - p;
        memmove(buffer, p, held);
        if (over && held) fail("end", "a quote is left open");
    }
    flush();
    if (close(out_file)) fail_file(words[2]);
    return 0;
}
