/* New connections that nf_conntrack sees: functions of a module, and the module's own types through CO-RE. */
#include "kernel.h"

struct event {
	u32 zone_id;
	u32 mark;
	u64 status;
};

struct nf_conntrack_zone {
	u16 id;
} CORE;

struct nf_conn {
	struct nf_conntrack_zone zone;
	unsigned long status;
	u32 mark;
} CORE;

struct {
	uint(type, MAP_RINGBUF);
	uint(max_entries, 64 * 1024);
	type(value, struct event);
} connections SEC(".maps");

/* Bytes of `struct nf_conn` in the kernel at hand. */
u32 conn_size = 0;

/* Where a packet keeps its connection: an address whose low bits say something else. */
struct sk_buff {
	unsigned long _nfct;
} CORE;

/* int __nf_conntrack_confirm(struct sk_buff *skb) */
SEC("fentry/nf_conntrack:__nf_conntrack_confirm")
int on_confirm(u64 *args)
{
	struct sk_buff *packet = (void *)args[0];
	struct nf_conn *conn = (void *)(READ(packet, _nfct) & ~7ul);

	conn_size = __builtin_preserve_type_info(*conn, 1);
	struct event *event = ringbuf_reserve(&connections, sizeof(*event), 0);
	if (!event)
		return 0;
	event->status = READ(conn, status);
	event->mark = 0;
	if (__builtin_preserve_field_info(conn->mark, 2))
		event->mark = READ(conn, mark);
	event->zone_id = 0;
	if (__builtin_preserve_field_info(conn->zone.id, 2))
		event->zone_id = READ(conn, zone.id);
	ringbuf_submit(event, 0);
	return 0;
}
