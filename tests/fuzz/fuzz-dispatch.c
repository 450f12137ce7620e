/* SPDX-License-Identifier: MIT */
/* Bytes of a hostile client, in pieces of odd sizes, to the real server with our real interfaces on
 * a real core whose clock stands and a real history in memory. Every message that comes back is
 * strict JSON of the protocol and, where it is of our interface, as the interface file says. Beside
 * it another client follows with Monitor(): it is told every event, and is served to the end.
 *
 * A line end of the input is sent as the NUL between messages, so that a call is a line. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/event.h>
#include <json-c/json.h>

#include <backcare/cleanup.h>
#include <backcare/frame.h>
#include <backcare/protocol.h>

#include "api_idl.h"
#include "api_internal.h"
#include "config.h"
#include "content.h"
#include "fuzz.h"
#include "fuzz_history.h"
#include "idl.h"
#include "jsonvalue.h"
#include "life.h"
#include "log.h"
#include "varlink_server.h"

/* As systemd's own fuzzer of this: pieces up to this size. */
#define PIECE_MAX_BYTES 143
#define TURNS 8

enum { BACKCARE, CARE, CATALOGUE, HISTORY, INTERFACES_MAX };

static const struct {
	const char *begin, *text;
} interfaces[INTERFACES_MAX] = {
	[BACKCARE] = {PROTOCOL_INTERFACE ".", io_github_backcare_Backcare_varlink},
	[CARE] = {PROTOCOL_CARE_INTERFACE ".", io_github_backcare_Care_varlink},
	[CATALOGUE] = {PROTOCOL_CATALOGUE_INTERFACE ".", io_github_backcare_Catalogue_varlink},
	[HISTORY] = {PROTOCOL_HISTORY_INTERFACE ".", io_github_backcare_History_varlink},
};

static struct {
	struct life life;
	struct journal journal;
	struct config *config;
	struct idl *idls[INTERFACES_MAX];
	bool turn_is_wanted;
	struct api *api;
	struct event_base *base;
	struct varlink_server *server;
	api_watch_fn watch; /* of WatchInput; NULL: nobody watches */
	void *watch_userdata;
} world;

struct client {
	int fd;
	struct frame_buffer input;
	size_t n_messages;
	bool ended;
	/* What all its replies are of, if that is known */
	char method[64];
	struct idl *idl;
};

static void fail(const char *text, void *userdata)
{
	FUZZ_CHECK(false, "%s: %s", text, userdata ? (const char *)userdata : "");
}

/* -- what the daemon provides
 * -------------------------------------------------------------------------------------- */

static void get_snapshot(struct api_snapshot *ret_snapshot, void *userdata)
{
	(void)userdata;
	ret_snapshot->content = content_builtin();
	ret_snapshot->emergency_number = NULL;
	ret_snapshot->now = world.life.now;
	ret_snapshot->n_sources = ret_snapshot->n_warnings = 0;
	core_get_view(&world.life.core, &world.life.now, &ret_snapshot->view);
}

static void publish(const struct core_action *action)
{
	switch (action->type) {
	case ACTION_SHOW:
		api_publish(world.api, API_PROMPT_SHOWN, &action->prompt, OUTCOME_NONE);
		break;
	case ACTION_CLOSED:
		api_publish(world.api, API_PROMPT_CLOSED, &action->prompt, action->outcome);
		break;
	case ACTION_DECISION:
		journal_add(&world.journal, &action->decision);
		break;
	case ACTION_PRESENCE:
		api_publish(world.api, API_PRESENCE, NULL, OUTCOME_NONE);
		break;
	case ACTION_HOLD:
		api_publish(world.api, API_HOLD, NULL, OUTCOME_NONE);
		break;
	case ACTION_DAY:
		api_publish(world.api, API_DAY, NULL, OUTCOME_NONE);
		break;
	case ACTION_WITHDRAW:
	case ACTION_CARE:
	case ACTION_SPAN:
	case ACTION_RECOUNTED:
	case ACTION_NATURAL:
	case ACTION_TYPE_MAX:
		break;
	}
}

static enum core_result command(struct core_event *event, void *userdata)
{
	enum core_result result = life_step(&world.life, event);

	(void)userdata;
	FUZZ_CHECK(!world.life.broken[0], "%s", world.life.broken);
	for (size_t i = 0; i < world.life.actions.n_items; i++) {
		publish(&world.life.actions.items[i]);
	}
	return result;
}

static int care(struct core_event *event, struct care_result *ret_result, void *userdata)
{
	(void)command(event, userdata);
	*ret_result = world.life.actions.care;
	return 0;
}

static void get_care(struct core_care_view *ret_view, void *userdata)
{
	(void)userdata;
	core_get_care(&world.life.core, &world.life.now, ret_view);
}

static int report_presence(
	const char *source, enum presence presence, usec_t valid_usec, void *userdata)
{
	struct core_event event = {
		.type = CORE_REPORT,
		.report = {.presence = presence, .valid_usec = valid_usec},
	};

	FUZZ_CHECK(source[0] && valid_usec <= TIMESPAN_MAX_USEC, "unchecked parameters");
	(void)command(&event, userdata);
	return 0;
}

static int list_decisions(int64_t before_real_usec, size_t limit,
	struct history_decision **ret_decisions, size_t *ret_n_decisions, void *userdata)
{
	struct history_decision *decision;

	(void)userdata;
	if (limit == 0 || before_real_usec == INT64_MIN) {
		return -EIO;
	}
	decision = calloc(1, sizeof(*decision));
	if (!decision) {
		return -ENOMEM;
	}
	*decision = (struct history_decision){.real_usec = before_real_usec - 1,
		.decision = "shown",
		.reason = "you asked for it"};
	*ret_decisions = decision;
	*ret_n_decisions = 1;
	return 0;
}

static const struct journal *get_journal(void *userdata)
{
	(void)userdata;
	return &world.journal;
}

static const struct content *get_content(void *userdata)
{
	(void)userdata;
	return content_builtin();
}

/* Every other one could not be shown, for every reason. */
static bool get_obstacles(uint16_t entry, struct api_obstacles *ret_obstacles, void *userdata)
{
	(void)userdata;
	*ret_obstacles = (struct api_obstacles){
		.kind = true, .tools = UINT32_MAX, .conditions = UINT32_MAX, .movement = true};
	return entry % 2;
}

static void diagnose(api_check_fn fn, void *fn_userdata, void *userdata)
{
	(void)userdata;
	for (enum api_check_state state = 0; state < API_CHECK_STATE_MAX; state++) {
		const struct api_check check = {
			.id = "\xff", .state = state, .detail = "\xc3", .remedy = "\n"};

		fn(&check, fn_userdata);
	}
}

/* Answered by the next event; one at a time. */
static int watch_input(
	usec_t length_usec, api_watch_fn fn, void *fn_userdata, void **ret_watch, void *userdata)
{
	(void)userdata;
	FUZZ_CHECK(length_usec > 0 && length_usec <= API_WATCH_INPUT_MAX_USEC, "unchecked length");
	if (world.watch) {
		return -ENOBUFS;
	}
	world.watch = fn;
	world.watch_userdata = fn_userdata;
	*ret_watch = &world;
	return 0;
}

static void unwatch_input(void *watch, void *userdata)
{
	(void)userdata;
	FUZZ_CHECK(watch == &world && world.watch, "no watch");
	world.watch = NULL;
}

static void end_watch(void)
{
	struct api_watch_report report = {.source = "none", .detail = "\xff"};
	api_watch_fn fn = world.watch;

	for (report.state = 0; fn && report.state <= API_WATCH_ENDED; report.state++) {
		report.seen = report.state == API_WATCH_ENDED;
		if (report.seen) {
			world.watch = NULL;
		}
		fn(&report, world.watch_userdata);
	}
}

static void want_turn(void *userdata)
{
	(void)userdata;
	world.turn_is_wanted = true;
}

static void take_turn(void)
{
	if (world.turn_is_wanted) {
		world.turn_is_wanted = false;
		api_take_turn(world.api);
	}
}

static bool get_setting(size_t index, struct api_setting *ret_setting, void *userdata)
{
	(void)userdata;
	if (index >= CONFIG_KEY_MAX) {
		return false;
	}
	*ret_setting = (struct api_setting){
		.name = config_key_name((enum config_key)index),
		.value = config_key_default((enum config_key)index),
		.default_value = config_key_default((enum config_key)index),
	};
	return true;
}

static const char *get_settings_file(size_t index, void *userdata)
{
	(void)userdata;
	return index == 0 ? "/etc/\xff" : NULL;
}

/* Every other time it is bad. */
static bool reload(struct api_problem *ret_problem, void *userdata)
{
	struct core_event event = {.type = CORE_SETTINGS, .settings = &world.life.settings};

	(void)command(&event, userdata);
	*ret_problem = (struct api_problem){.file = "file", .line = 7, .message = "bad"};
	return world.life.n_steps % 2 == 0;
}

static const struct api_ops ops = {
	.get_snapshot = get_snapshot,
	.command = command,
	.care = care,
	.get_care = get_care,
	.report_presence = report_presence,
	.get_journal = get_journal,
	.list_decisions = list_decisions,
	.get_content = get_content,
	.get_obstacles = get_obstacles,
	.diagnose = diagnose,
	.watch_input = watch_input,
	.unwatch_input = unwatch_input,
	.list_history = fuzz_list_history,
	.get_today = fuzz_get_today,
	.list_days = fuzz_list_days,
	.import_history = fuzz_import_history,
	.remove_history = fuzz_remove_history,
	.forget_history = fuzz_forget_history,
	.preview_begin = fuzz_preview_begin,
	.preview_step = fuzz_preview_step,
	.preview_get = fuzz_preview_get,
	.preview_end = fuzz_preview_end,
	.describe_history = fuzz_describe_history,
	.want_turn = want_turn,
	.get_setting = get_setting,
	.get_settings_file = get_settings_file,
	.reload = reload,
};

static void on_log(enum log_level level, const char *message, void *userdata)
{
	(void)level;
	(void)message;
	(void)userdata;
}

/* -- clients
 * ------------------------------------------------------------------------------------------------------
 */

static void connect_client(struct client *client)
{
	int fds[2];

	*client = (struct client){.fd = -1};
	frame_buffer_init(&client->input, PROTOCOL_MESSAGE_MAX_BYTES);
	FUZZ_CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds) == 0,
		"socketpair");
	FUZZ_CHECK(varlink_server_add_passed(world.server, fds[0], NULL, NULL) ==
			   VARLINK_PASSED_CONNECTED,
		"not served");
	client->fd = fds[1];
}

static void close_client(struct client *client)
{
	frame_buffer_deinit(&client->input);
	(void)close(client->fd);
}

static void check_reply(struct client *client, const char *message, size_t size)
{
	AUTO_JSON struct json_object *reply = NULL;
	struct json_object *error = NULL, *parameters = NULL, *continues = NULL;
	int n_known = 0;
	const char *name;

	FUZZ_CHECK(json_parse_strict(message, size, &reply) == 0, "no JSON: %s", message);
	FUZZ_CHECK(json_object_is_type(reply, json_type_object), "%s", message);
	n_known += json_object_object_get_ex(reply, "error", &error);
	n_known += json_object_object_get_ex(reply, "parameters", &parameters);
	n_known += json_object_object_get_ex(reply, "continues", &continues);
	FUZZ_CHECK(n_known == json_object_object_length(reply), "%s", message);
	FUZZ_CHECK(!parameters || json_object_is_type(parameters, json_type_object), "%s", message);
	FUZZ_CHECK(!error || json_object_is_type(error, json_type_string), "%s", message);
	FUZZ_CHECK(!error || !continues, "%s", message);
	name = error ? json_object_get_string(error) : NULL;
	for (size_t i = 0; name && i < INTERFACES_MAX; i++) {
		size_t length = strlen(interfaces[i].begin);

		if (strncmp(name, interfaces[i].begin, length) == 0) {
			(void)idl_check_error(
				world.idls[i], name + length, parameters, fail, client->method);
		}
	}
	if (!name && client->method[0]) {
		(void)idl_check_reply(
			client->idl, client->method, parameters, fail, client->method);
	}
}

static void receive(struct client *client)
{
	char bytes[16384];
	const char *message;
	ssize_t size;
	size_t length;

	while (!client->ended && (size = recv(client->fd, bytes, sizeof(bytes), 0)) != -1) {
		client->ended = size == 0;
		FUZZ_CHECK(frame_buffer_feed(&client->input, bytes, (size_t)size) == 0, "frame");
		while (frame_buffer_take(&client->input, &message, &length) > 0) {
			client->n_messages++;
			check_reply(client, message, length);
		}
	}
	client->ended |= !client->ended && errno == ECONNRESET;
	FUZZ_CHECK(!client->ended || frame_buffer_pending(&client->input) == 0, "half a message");
}

static void turn(struct client *client)
{
	for (size_t i = 0; i < TURNS; i++) {
		FUZZ_CHECK(event_base_loop(world.base, EVLOOP_NONBLOCK) >= 0, "loop");
		end_watch();
		take_turn();
		receive(client);
	}
}

/* What the one call of the input is of, as far as it is a plain one. */
static void find_method(struct client *client, const char *text, size_t size)
{
	static const char begin[] = "{\"method\":\"";
	size_t length = sizeof(begin) - 1;

	if (size <= length || memchr(text, '\0', size) != text + size - 1 ||
		strncmp(text, begin, length) != 0) {
		return;
	}
	for (size_t i = 0; i < INTERFACES_MAX; i++) {
		size_t name_length = strlen(interfaces[i].begin);
		const char *name = text + length + name_length;

		if (strncmp(text + length, interfaces[i].begin, name_length) == 0 &&
			strcspn(name, "\"") < sizeof(client->method)) {
			memcpy(client->method, name, strcspn(name, "\""));
			client->idl = world.idls[i];
		}
	}
}

/* Odd sizes that follow from the bytes, so that a finding is one again. */
static void attack(struct client *client, const char *text, size_t size)
{
	uint32_t seed = 2166136261U;

	for (size_t i = 0; i < size; i++) {
		seed = (seed ^ (uint8_t)text[i]) * 16777619U;
	}
	for (size_t sent = 0; sent < size && !client->ended;) {
		size_t piece = 1 + (seed >> 8) % PIECE_MAX_BYTES;
		ssize_t written;

		seed = seed * 1664525 + 1013904223;
		piece = piece < size - sent ? piece : size - sent;
		written = send(client->fd, text + sent, piece, MSG_NOSIGNAL);
		sent += written > 0 ? (size_t)written : 0;
		if (written < 0 || (seed & 1 << 20)) {
			turn(client);
			client->ended |= written < 0 && errno == EPIPE;
		}
	}
}

/* -- one input
 * ----------------------------------------------------------------------------------------------------
 */

static void begin(void)
{
	static const struct varlink_server_info info = {"vendor", "product", "1", "url"};
	struct core_settings settings;

	log_set_sink(on_log, NULL);
	life_settings_default(&settings);
	life_init(&world.life, &settings, 10 * USEC_PER_HOUR);
	life_work(&world.life, USEC_PER_HOUR);
	fuzz_history_begin(&world.life.now);
	world.journal = (struct journal){.n_decisions = 0};
	for (size_t i = 0; i < INTERFACES_MAX; i++) {
		world.idls[i] = idl_new(interfaces[i].text, fail, NULL);
	}
	world.base = event_base_new();
	FUZZ_CHECK(world.base && varlink_server_new(world.base, &info, &world.server) == 0 &&
			   api_new(&ops, NULL, &world.api) == 0 &&
			   api_register(world.api, world.server) == 0,
		"memory");
}

static void end(void)
{
	world.server = varlink_server_free(world.server);
	FUZZ_CHECK(list_is_empty(&world.api->followers), "somebody still follows");
	FUZZ_CHECK(list_is_empty(&world.api->jobs), "a job is left");
	world.api = api_free(world.api);
	for (size_t i = 0; i < INTERFACES_MAX; i++) {
		world.idls[i] = idl_free(world.idls[i]);
	}
	world.turn_is_wanted = false;
	fuzz_history_end();
	event_base_free(world.base);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char monitor[] =
		"{\"method\":\"" PROTOCOL_INTERFACE ".Monitor\",\"more\":true}";
	AUTO_FREE char *text = malloc(size + 1);
	struct client hostile, follower;

	FUZZ_CHECK(text, "memory");
	for (size_t i = 0; i < size; i++) {
		text[i] = data[i] == '\n' ? '\0' : (char)data[i];
	}
	begin();
	connect_client(&follower);
	strcpy(follower.method, "Monitor");
	follower.idl = world.idls[BACKCARE];
	attack(&follower, monitor, sizeof(monitor));
	turn(&follower);
	connect_client(&hostile);
	find_method(&hostile, text, size);
	attack(&hostile, text, size);
	turn(&hostile);
	(void)shutdown(hostile.fd, SHUT_WR);
	turn(&hostile);
	close_client(&hostile);
	turn(&follower);
	FUZZ_CHECK(!follower.ended && follower.n_messages == 1 + world.api->sequence,
		"%zu of %llu messages", follower.n_messages,
		(unsigned long long)(1 + world.api->sequence));
	FUZZ_CHECK(varlink_server_count_peers(world.server) == 1, "%zu peers are left",
		varlink_server_count_peers(world.server));
	end();
	close_client(&follower);
	return 0;
}
