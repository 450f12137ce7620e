/* SPDX-License-Identifier: MIT */
/* What the methods of io.github.backcare.Care have in common: tell care, and answer what it makes
 * of it. */
#pragma once

#include "api_internal.h"
#include "care_encode.h"

/* What came of an event, and what is known after it. */
struct care_answer {
	struct care_result result;
	struct api_care care;
};

/* It was taken, and the call is still to be answered. */
#define CARE_TOLD 1

/* Takes the event to care. Returns CARE_TOLD with *ret_answer, which is valid until the next event;
 * 0 or -errno for the handler to return if it was refused: then the call is answered. 'id' names
 * what there may be none of, "" for nothing. */
int care_tell(struct api *api, struct varlink_call *call, struct core_event *event, const char *id,
	struct care_answer *ret_answer);

void care_get(struct api *api, struct api_care *ret_care);

/* NoSuchSymptom or NoSuchMassage. */
int care_error_no_such(struct varlink_call *call, const char *name, const char *id);
