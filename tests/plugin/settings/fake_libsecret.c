/* A stand-in for libsecret-1.so.0 that keeps passwords in memory, refuses, hangs, or is locked and stays so, as
 * fake_mode says. */
#include <pthread.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { works, refuses, hangs, locked };
enum { most = 16 };

int fake_mode = works;
int fake_errors_freed = 0;
int fake_calls = 0;
int fake_schema_is_right = 1;

static struct {
    char provider[64];
    char password[128];
} kept[most];

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int let_go = 0;

struct schema_head { /* as libsecret declares it */
    char const* name;
    int flags;
    struct {
        char const* name;
        int type;
    } attributes[32];
};

static void check_schema(void const* schema) {
    const struct schema_head* head = schema;
    fake_schema_is_right = strcmp(head->name, "org.inlay.ApiKey") == 0 && head->flags == 0 &&
                           strcmp(head->attributes[0].name, "provider") == 0 && head->attributes[0].type == 0 &&
                           head->attributes[1].name == NULL;
}

/* 1: go on; 0: failed, with *error set. A hang ends only when the test lets it go; then it does as the mode says. */
static int enter(void const* schema, void** error) {
    pthread_mutex_lock(&mutex);
    check_schema(schema);
    ++fake_calls;
    int mode = fake_mode;
    if (mode == hangs) {
        while (!let_go)
            pthread_cond_wait(&changed, &mutex);
        mode = fake_mode;
    }
    pthread_mutex_unlock(&mutex);
    if (mode == works || mode == locked) return 1;
    *error = malloc(1);
    return 0;
}

static int find(char const* provider) {
    for (int i = 0; i < most; ++i)
        if (strcmp(kept[i].provider, provider) == 0) return i;
    return -1;
}

static char const* provider_of(va_list list) {
    char const* name = va_arg(list, char const*);
    return strcmp(name, "provider") == 0 ? va_arg(list, char const*) : "?";
}

char* secret_password_lookup_sync(void const* schema, void* cancellable, void** error, ...) {
    (void)cancellable;
    va_list list;
    va_start(list, error);
    char const* provider = provider_of(list);
    va_end(list);
    if (!enter(schema, error)) return NULL;
    int i = find(provider);
    return i < 0 || fake_mode == locked ? NULL : strdup(kept[i].password);
}

int secret_password_store_sync(void const* schema, char const* collection, char const* label, char const* password,
                               void* cancellable, void** error, ...) {
    (void)cancellable;
    va_list list;
    va_start(list, error);
    char const* provider = provider_of(list);
    va_end(list);
    if (!enter(schema, error)) return 0;
    if (strcmp(collection, "default") != 0 || strstr(label, provider) == NULL || strstr(label, password) != NULL)
        abort();
    int i = find(provider);
    if (i < 0) i = find("");
    strncpy(kept[i].provider, provider, sizeof kept[i].provider - 1);
    strncpy(kept[i].password, password, sizeof kept[i].password - 1);
    return 1;
}

int secret_password_clear_sync(void const* schema, void* cancellable, void** error, ...) {
    (void)cancellable;
    va_list list;
    va_start(list, error);
    char const* provider = provider_of(list);
    va_end(list);
    if (!enter(schema, error)) return 0;
    int i = find(provider);
    if (i < 0 || fake_mode == locked) return 0; /* without an error, as the real one does */
    memset(&kept[i], 0, sizeof kept[i]);
    return 1;
}

void* secret_password_search_sync(void const* schema, int flags, void* cancellable, void** error, ...) {
    (void)cancellable;
    va_list list;
    va_start(list, error);
    char const* provider = provider_of(list);
    va_end(list);
    if (flags != 2 || !enter(schema, error)) return NULL;
    return find(provider) < 0 ? NULL : malloc(1);
}
void g_object_unref(void* object) {
    (void)object;
}
void g_list_free_full(void* list, void (*free_one)(void*)) {
    (void)free_one;
    free(list);
}

void secret_password_free(char* password) {
    free(password);
}

void g_error_free(void* error) {
    pthread_mutex_lock(&mutex); /* a call that was given up frees its error while the test goes on */
    ++fake_errors_freed;
    pthread_mutex_unlock(&mutex);
    free(error);
}

/* The person answers. */
void fake_let_go(void) {
    pthread_mutex_lock(&mutex);
    let_go = 1;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}
void fake_reset(void) {
    pthread_mutex_lock(&mutex);
    memset(kept, 0, sizeof kept);
    fake_mode = works;
    let_go = fake_calls = fake_errors_freed = 0;
    pthread_mutex_unlock(&mutex);
}
