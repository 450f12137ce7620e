/* SPDX-License-Identifier: MIT */
/* What care brings beside its messages: who logs in during an emergency is told of it once more,
 * and a button that leads to a dialogue says what to type. */
#include "app_internal.h"
#include "log.h"

void app_greet(struct app *app)
{
	if (app->core.care.safety.level == CARE_LEVEL_EMERGENCY && !app->serving_connection) {
		(void)app_step(
			app, &(struct core_event){.type = CORE_CARE, .care = {.type = CARE_LOGIN}});
	}
}

void app_lead_on(struct app *app, const struct care_result *result)
{
	struct notify_request request = {.urgency = NOTIFY_NORMAL, .category = "device.reminder"};
	uint64_t random;
	int r;

	if (result->open_checklist) {
		request.summary = "Tell what fits";
		request.body = "In a terminal, type: backcarectl symptoms report";
	} else if (result->open_clearing) {
		request.summary = "A few questions first";
		request.body = "In a terminal, type: backcarectl symptoms clear";
	} else if (result->open_plan) {
		request.summary = "Your plan";
		request.body = "In a terminal, type: backcarectl plan";
	}
	if (!request.summary || !app->notify) {
		return;
	}
	app_take_lead_back(app);
	app_make_id(clock_real_usec(&app->clock), &request.id, &random);
	r = notify_show(app->notify, &request);
	if (r < 0) {
		log_error("cannot show what to type: %s", log_errno_text(r));
		return;
	}
	app->lead_id = request.id;
	app->leads = true;
}

void app_take_lead_back(struct app *app)
{
	if (app->leads && app->notify) {
		notify_withdraw(app->notify, &app->lead_id);
	}
	app->leads = false;
}
