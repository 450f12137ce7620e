/* SPDX-License-Identifier: MIT */
/* An interface file as a tree. */
#pragma once

#include "idl.h"

enum idl_kind {
	IDL_BOOL,
	IDL_INT,
	IDL_FLOAT,
	IDL_STRING,
	IDL_OBJECT,
	IDL_ARRAY,
	IDL_MAP,
	IDL_ENUM,
	IDL_STRUCT,
	IDL_NAME, /* of a type of the interface */
	IDL_KIND_MAX,
};

struct idl_type {
	enum idl_kind kind;
	bool nullable;
	char *name;               /* IDL_NAME */
	struct idl_type *element; /* IDL_ARRAY, IDL_MAP */
	struct idl_field *fields; /* IDL_STRUCT; IDL_ENUM, without types */
};

struct idl_field {
	char *name;
	struct idl_type *type;
	struct idl_field *next;
};

enum idl_member_kind {
	IDL_TYPE,
	IDL_METHOD,
	IDL_ERROR,
	IDL_MEMBER_KIND_MAX,
};

struct idl_member {
	enum idl_member_kind kind;
	char *name;
	struct idl_type *type;   /* the type, the input, or the parameters of an error */
	struct idl_type *output; /* of a method */
	struct idl_member *next;
};

struct idl {
	char *name;
	struct idl_member *members;
};

/* The member of that name; NULL if there is none. */
const struct idl_member *idl_find_member(const struct idl *idl, const char *name);
const struct idl_field *idl_find_field(const struct idl_type *type, const char *name);
unsigned idl_count_fields(const struct idl_type *type);
/* What a name stands for; a type that is no name stands for itself. */
const struct idl_type *idl_resolve(const struct idl *idl, const struct idl_type *type);
