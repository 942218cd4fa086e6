/* What the examples need of the kernel: helpers by number, and just the members that they read. CO-RE finds those in the
 * kernel that they run on, wherever they lie there. Numbers: include/uapi/linux/bpf.h. */
#pragma once

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef long long s64;

#define SEC(name) __attribute__((section(name), used))
#define CORE __attribute__((preserve_access_index))
#define INLINE static inline __attribute__((always_inline))
#define uint(name, value) int (*name)[value]
#define type(name, value) value *name

enum { MAP_HASH = 1, MAP_ARRAY = 2, MAP_PERCPU_ARRAY = 6, MAP_RINGBUF = 27 };

static long (*map_update)(void *map, const void *key, const void *value, u64 flags) = (void *)2;
static void *(*map_lookup)(void *map, const void *key) = (void *)1;
static long (*trace_printk)(const char *format, u32 size, ...) = (void *)6;
static u64 (*current_pid_tgid)(void) = (void *)14;
static long (*current_comm)(void *to, u32 size) = (void *)16;
static long (*probe_read_kernel)(void *to, u32 size, const void *from) = (void *)113;
static long (*probe_read_kernel_str)(void *to, u32 size, const void *from) = (void *)115;
static long (*seq_printf)(void *seq, const char *format, u32 size, const void *data, u32 len) = (void *)126;
static long (*ringbuf_output)(void *ring, void *data, u64 size, u64 flags) = (void *)130;
static void *(*ringbuf_reserve)(void *ring, u64 size, u64 flags) = (void *)131;
static void (*ringbuf_submit)(void *data, u64 flags) = (void *)132;

/* A member of a pointer that the verifier knows nothing of. */
#define READ(from, member)                                                                                           \
	({                                                                                                            \
		typeof(((void)0, (from)->member)) value_ = 0;                                                                   \
		probe_read_kernel((void *)&value_, sizeof(value_), (const void *)__builtin_preserve_access_index(&(from)->member)); \
		value_;                                                                                               \
	})

static const char LICENSE[] SEC("license") = "GPL";
