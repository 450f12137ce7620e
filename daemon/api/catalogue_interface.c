/* SPDX-License-Identifier: MIT */
/* io.github.backcare.Catalogue as a table. A test holds it against the .varlink file, which is the
 * source of truth. */
#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "api_idl.h"
#include "api_internal.h"

static const struct varlink_field list_fields[] = {
	{.name = "kind", .type = VARLINK_STRING, .nullable = true},
	{.name = "area", .type = VARLINK_STRING, .nullable = true},
};
static const struct varlink_field get_fields[] = {
	{.name = "id", .type = VARLINK_STRING},
};
static const struct varlink_field list_evidence_fields[] = {
	{.name = "entry", .type = VARLINK_STRING, .nullable = true},
};

static const struct varlink_method methods[] = {
	{.name = "List",
		.handler = api_list_catalogue,
		.fields = list_fields,
		.n_fields = ELEMENTSOF(list_fields)},
	{.name = "Get",
		.handler = api_get_catalogue_entry,
		.fields = get_fields,
		.n_fields = ELEMENTSOF(get_fields)},
	{.name = "ListEvidence",
		.handler = api_list_evidence,
		.fields = list_evidence_fields,
		.n_fields = ELEMENTSOF(list_evidence_fields)},
};

static const struct varlink_field no_such_entry_fields[] = {
	{.name = "id", .type = VARLINK_STRING},
};

static const struct varlink_error errors[] = {
	{.name = "NoSuchEntry",
		.fields = no_such_entry_fields,
		.n_fields = ELEMENTSOF(no_such_entry_fields)},
};

const struct varlink_interface api_catalogue_interface = {
	.name = PROTOCOL_CATALOGUE_INTERFACE,
	.description = io_github_backcare_Catalogue_varlink,
	.methods = methods,
	.n_methods = ELEMENTSOF(methods),
	.errors = errors,
	.n_errors = ELEMENTSOF(errors),
};
