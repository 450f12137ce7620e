/* SPDX-License-Identifier: MIT */
/* org.varlink.service, which every Varlink server has. */
#pragma once

#include "varlink_interface.h"

#define VARLINK_SERVICE_INTERFACE "org.varlink.service"

/* Its handlers expect the struct varlink_registry as userdata. */
extern const struct varlink_interface varlink_service_interface;
