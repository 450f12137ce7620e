/* SPDX-License-Identifier: MIT */
/* A list that is linked through a member of its elements: no allocation, an element leaves without
 * knowing its list. The declaration of a head says which member links it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct list {
	struct list *next;
	struct list *previous;
};

/* The element around its link. */
#define list_entry(link, type, member) ((type *)(void *)((char *)(link) - offsetof(type, member)))

static inline void list_init(struct list *head)
{
	head->next = head;
	head->previous = head;
}

static inline bool list_is_empty(const struct list *head)
{
	return head->next == head;
}

/* Puts the link in before 'head', which is at the end. */
static inline void list_append(struct list *head, struct list *link)
{
	link->previous = head->previous;
	link->next = head;
	head->previous->next = link;
	head->previous = link;
}

/* Takes the link out and leaves it as list_init() does, so that doing it twice is harmless. */
static inline void list_remove(struct list *link)
{
	link->previous->next = link->next;
	link->next->previous = link->previous;
	list_init(link);
}

/* Is the link in some list? It was initialised. */
static inline bool list_is_linked(const struct list *link)
{
	return !list_is_empty(link);
}

/* 'entry' is a pointer to the type of the elements. Nothing may be removed while it runs. */
#define list_for_each(entry, head, member)                                     \
	for ((entry) = list_entry((head)->next, __typeof__(*(entry)), member); \
		&(entry)->member != (head);                                    \
		(entry) = list_entry((entry)->member.next, __typeof__(*(entry)), member))

/* The same; 'entry' itself may be removed or freed, not the one after it. */
#define list_for_each_safe(entry, after, head, member)                                \
	for ((entry) = list_entry((head)->next, __typeof__(*(entry)), member),        \
	    (after) = list_entry((entry)->member.next, __typeof__(*(entry)), member); \
		&(entry)->member != (head); (entry) = (after),                        \
	    (after) = list_entry((after)->member.next, __typeof__(*(after)), member))
