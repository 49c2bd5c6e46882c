import type { InboxRow, Message } from "../api/rows.ts";

/** A conversation row for tests; name only what the test is about. */
export function inboxRow(change: Partial<InboxRow> = {}): InboxRow {
  return {
    id: "conversation",
    customer_id: "customer",
    customer_name: "Maria Lopez",
    customer_address: "+15550100142",
    channel: "sms",
    status: "active",
    owner: "ai",
    assigned_to: null,
    assigned_name: null,
    vehicle_id: null,
    vehicle_label: null,
    vehicle_stock: null,
    last_message_at: "2026-11-21T10:00:00Z",
    last_message_preview: "Hi",
    last_message_author: "customer",
    waiting_since: null,
    handover_reason: null,
    handover_summary: null,
    ai_paused: false,
    unread_count: 0,
    priority: "normal",
    snoozed_until: null,
    reply_due_at: null,
    tags: [],
    vehicle_model: null,
    intents: [],
    has_merged: false,
    addresses: null,
    ...change,
  };
}

/** A message row for tests. */
export function messageRow(change: Partial<Message> = {}): Message {
  return {
    id: 1,
    conversation_id: "conversation",
    direction: "inbound",
    author: "customer",
    author_user_id: null,
    channel: "sms",
    kind: "text",
    content: "Hi",
    media: [],
    subject: null,
    address_of: null,
    client_id: null,
    delivery_status: "received",
    error_code: null,
    error_class: null,
    error_message: null,
    persona_id: null,
    evidence: [],
    intent: null,
    ai_model: null,
    ai_confidence: null,
    processing_time_ms: null,
    sends_at: null,
    created_at: "2026-11-21T10:00:00Z",
    ...change,
  };
}
