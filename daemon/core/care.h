/* SPDX-License-Identifier: MIT */
/* What the person told of body and treatment, and what follows from it for prompts: massages and
 * their windows, soreness, symptoms and the levels of safety, gentle days, plans. Values in, values
 * out, as all of the core; nothing here is wired to a notification: who shows messages asks
 * care_get_ask() and tells with CARE_SHOWN and CARE_CHOSEN what became of it.
 * Source: behaviour, "Massage is the primer, movement is what makes it last". */
#pragma once

#include "care_message.h"
#include "catalogue.h"
#include "types.h"

/* Sessions that are remembered; the one that ended first makes room. */
#define CARE_MASSAGES_MAX 16
#define CARE_MASSAGE_MAX_USEC (12 * USEC_PER_HOUR)
/* A session may be put in so much later, for the sake of the plan. */
#define CARE_BACKDATE_MAX_USEC (365 * USEC_PER_DAY)
/* Symptoms are bits of a uint32_t. */
#define CARE_SYMPTOMS_MAX 32
#define CARE_COURSE_SESSIONS_MAX 20
#define CARE_COURSE_EVERY_DAYS_MAX 90
/* The usual course, and the one that is like the trial: weekly, ten times, an hour each. */
#define CARE_COURSE_EVERY_DAYS 14
#define CARE_COURSE_COUNT 3
#define CARE_COURSE_TRIAL_EVERY_DAYS 7
#define CARE_COURSE_TRIAL_COUNT 10
#define CARE_STRENGTH_WEEKS 12
/* What the programme is for; low back: those who hold it up. */
#define CARE_STRENGTH_AREAS ((1U << AREA_GLUTES) | (1U << AREA_HAMSTRINGS) | (1U << AREA_LOW_BACK))
/* Typed by the person, word for word. */
#define CARE_PHRASE "cleared by clinician"
/* No date: not given. */
#define CARE_NO_DAY INT32_MIN
/* Points in real time beyond this are mistakes: year 2255, exact as JSON numbers. */
#define CARE_REAL_MAX_USEC ((usec_t)1 << 53)
/* 2026-01-01 00:00 UTC: before it this program was not there, so a clock that shows it was not set.
 */
#define CARE_DAY_MIN 20454
#define CARE_REAL_MIN_USEC ((usec_t)CARE_DAY_MIN * USEC_PER_DAY)
/* A possible clock that what was told lies ahead of is believed when it has stood for so long. */
#define CARE_CLOCK_BELIEVED_USEC USEC_PER_DAY

#define CARE_PROFILE_CONDITIONS                                                         \
	(CONDITION_PRESSURE_CAUTION | CONDITION_BALANCE_CAUTION | CONDITION_DIZZINESS | \
		CONDITION_EXERTION_CAUTION | CONDITION_FLUID_RESTRICTION)

/* The gravest last. */
enum care_level {
	CARE_LEVEL_NONE,
	CARE_LEVEL_FLARE,
	CARE_LEVEL_SORENESS,
	CARE_LEVEL_DOCTOR_FIRST, /* from here on: only the dialogue lifts it */
	CARE_LEVEL_URGENT,
	CARE_LEVEL_EMERGENCY,
	CARE_LEVEL_MAX,
};

enum care_by {
	CARE_BY_PROFESSIONAL,
	CARE_BY_PARTNER,
	CARE_BY_OWN_HANDS,
	CARE_BY_BALL,
	CARE_BY_ROLLER,
	CARE_BY_MASSAGE_GUN,
	CARE_BY_MAX,
};

enum care_pressure {
	CARE_PRESSURE_NOT_TOLD,
	CARE_PRESSURE_LIGHT,
	CARE_PRESSURE_MEDIUM,
	CARE_PRESSURE_FIRM,
	CARE_PRESSURE_MAX,
};

enum care_soreness {
	CARE_COMFORTABLE,
	CARE_A_LITTLE_SORE,
	CARE_QUITE_SORE,
	CARE_SETTLED,
	CARE_STILL_SORE,
	CARE_SOMETHING_NEW,
	CARE_SORENESS_MAX,
};

/* What the clinician said. */
enum care_permission {
	CARE_PERMISSION_NOT_TOLD,
	CARE_PERMISSION_YES,
	CARE_PERMISSION_NO,
	CARE_PERMISSION_NOT_DISCUSSED,
	CARE_PERMISSION_MAX,
};

enum care_clearing {
	CARE_CLEARED_BY_CLINICIAN,
	CARE_ENTERED_BY_MISTAKE,
	CARE_CLEARING_MAX,
};

/* Why a call was refused: the field that is missing, wrong or out of range. */
enum care_field {
	CARE_FIELD_NONE,
	CARE_FIELD_HOW,
	CARE_FIELD_PHRASE,
	CARE_FIELD_CLINICIAN,
	CARE_FIELD_SEEN_DATE,
	CARE_FIELD_WALKING,
	CARE_FIELD_EXERCISE,
	CARE_FIELD_MASSAGE,
	CARE_FIELD_ANSWERS,
	CARE_FIELD_END,
	CARE_FIELD_DURATION,
	CARE_FIELD_ID,
	CARE_FIELD_SYMPTOMS,
	CARE_FIELD_CONDITIONS,
	CARE_FIELD_START_DATE,
	CARE_FIELD_EVERY_DAYS,
	CARE_FIELD_COUNT,
	CARE_FIELD_MAX,
};

enum care_outcome {
	CARE_OK,
	CARE_NOT_CLEARED, /* .field */
	CARE_NOTHING_TO_CLEAR,
	CARE_NO_SUCH_SYMPTOM,
	CARE_NO_SUCH_MASSAGE,
	CARE_BAD_FIELD, /* .field */
	CARE_OUTCOME_MAX,
};

/* One question of the checklist, as content/ has it. */
struct care_symptom {
	enum care_level level; /* doctor first or graver */
	enum care_message message;
};

/* Not owned; outlives those who use it. Bit i of a set of symptoms is item i. */
struct care_symptoms {
	const struct care_symptom *items;
	size_t n_items; /* at most CARE_SYMPTOMS_MAX */
};

/* A session, and how far its check-in has come. */
struct care_massage {
	struct prompt_id id; /* made outside */
	usec_t end_real_usec;
	usec_t logged_real_usec; /* not before the end */
	usec_t duration_usec;
	int32_t day; /* local date of the end: days since 1970-01-01 */
	enum care_by by;
	enum care_pressure pressure;
	uint32_t areas;         /* 1 << enum area */
	uint8_t n_asked;        /* 0 to 2: at 24 h and once again */
	usec_t asked_real_usec; /* the last time */
	bool answered;
};

struct care_sore {
	bool on;
	bool quite;
	bool from_massage;
	usec_t base_real_usec;     /* end of that massage, or when it was first told */
	usec_t reported_real_usec; /* the last time */
	usec_t asked_real_usec;    /* 0: not yet */
};

struct care_checklist {
	bool answered; /* ever */
	bool open;     /* something fits or is new, and it was not said what */
	usec_t answered_real_usec;
	usec_t next_ask_real_usec; /* 0: at once */
};

struct care_permissions {
	enum care_permission walking, exercise, massage;
};

/* The last clearing; kept. */
struct care_cleared {
	bool ever;
	enum care_clearing how;
	usec_t real_usec;
	int32_t seen_day;
	enum care_level level;
	uint32_t symptoms;
};

struct care_safety {
	enum care_level level; /* none, or doctor first and graver */
	uint32_t symptoms;
	enum care_message message;
	usec_t reported_real_usec; /* the last report of a symptom */
	bool told;
	bool acknowledged;
	usec_t told_real_usec;
	/* Since a clinician cleared: */
	bool restricted; /* the permissions hold */
	struct care_permissions permissions;
	usec_t gentle_from_real_usec; /* 0: no gentle days */
	struct care_cleared cleared;
};

struct care_flare {
	bool on;
	usec_t since_real_usec;
	uint32_t n_asked;
	usec_t asked_real_usec;
};

struct care_course {
	bool started; /* ever; what follows is kept after the end */
	bool active;
	int32_t start_day;
	uint16_t every_days;
	uint8_t count;
	uint32_t asked; /* 1 << session: announced, or not wanted */
	bool review_asked;
	int32_t done_days[CARE_COURSE_SESSIONS_MAX];
	uint8_t n_done;
	/* Look back: for the session of this day, 1 << which */
	int32_t look_back_day;
	uint8_t look_back_asked;
	int32_t look_back_from_day; /* not before; put off */
};

enum care_week_soreness { CARE_WEEK_COMFORTABLE, CARE_WEEK_A_LITTLE, CARE_WEEK_MORE };

struct care_strength {
	bool active;
	int32_t start_day;
	bool review_asked;
	struct {
		uint8_t days; /* bit 0: the first day of the week */
		enum care_week_soreness soreness;
	} weeks[CARE_STRENGTH_WEEKS];
};

/* To be stored and restored as a whole, symptoms by their id: their bits are only good for one
 * version of the checklist. */
struct care {
	struct care_sore sore;
	bool lighter_next_time; /* the last session left somebody sore for two days */
	struct care_checklist checklist;
	struct care_safety safety;
	struct care_flare flare;
	uint32_t profile; /* enum condition */
	usec_t profile_real_usec;
	usec_t dizzy_until_real_usec;
	struct care_course course;
	struct care_massage massages[CARE_MASSAGES_MAX]; /* by their end, the first first */
	size_t n_massages;
	struct care_strength strength;
};

/* When and among what. */
struct care_at {
	const struct core_now *now;
	usec_t day_start_usec; /* Day.Start */
	const struct care_symptoms *symptoms;
	bool clock_is_doubted; /* what lies ahead of it stays there for now */
};

enum care_event_type {
	CARE_TICK, /* only time passed; changes nothing that can be told */
	CARE_MASSAGE,
	CARE_FORGET_MASSAGE,
	CARE_CHECK_IN,
	CARE_REPORT_SYMPTOMS,
	CARE_CLEAR,
	CARE_SET_FLARE,
	CARE_SET_PROFILE,
	CARE_SET_COURSE,
	CARE_SET_STRENGTH,
	CARE_STRENGTH_DONE,
	CARE_SHOWN,        /* the ask that was due is on the screen */
	CARE_CHOSEN,       /* a button of a message; also from the client */
	CARE_ACKNOWLEDGED, /* a message was dismissed */
	CARE_LOGIN,
	CARE_DOUBT, /* an older state was restored: something that was told may be missing */
	CARE_EVENT_TYPE_MAX,
};

struct care_event {
	enum care_event_type type;
	/* What was said besides, for the record; looked at in the call. NULL: nothing */
	const char *note;
	union {
		struct {
			struct prompt_id id;
			usec_t end_real_usec; /* USEC_INFINITY: now */
			usec_t duration_usec;
			enum care_by by;
			enum care_pressure pressure;
			uint32_t areas;
			const char *style; /* as note */
		} massage;
		struct prompt_id forget;
		enum care_soreness soreness;
		uint32_t symptoms; /* 0: none of them */
		/* Texts are looked at in the call and not kept. NULL: not given */
		struct {
			enum care_clearing how;
			const char *phrase;
			const char *clinician;
			int32_t seen_day; /* local date, CARE_NO_DAY */
			struct care_permissions permissions;
			uint32_t answered; /* questions of the checklist that were answered */
			uint32_t yes;      /* those of them that fit */
		} clear;
		bool flare;
		uint32_t profile; /* enum condition */
		/* start CARE_NO_DAY, 0: as it is, or the usual */
		struct {
			bool active;
			int32_t start_day;
			uint16_t every_days; /* courses only */
			uint8_t count;       /* courses only */
		} plan;
		enum care_message message; /* CARE_SHOWN, CARE_ACKNOWLEDGED */
		struct {
			enum care_message message;
			enum care_choice choice;
		} chosen;
	};
};

/* Movements to offer after a massage, as bits; content/ knows their ids. */
enum care_offer {
	CARE_OFFER_JOINT_TOUR = 1 << 0,
	CARE_OFFER_STROLL = 1 << 1,
	CARE_OFFER_NEW_SEAT = 1 << 2,
};

struct care_result {
	enum care_outcome outcome;
	enum care_field field;    /* why not */
	enum care_message advice; /* to say at once; CARE_MESSAGE_NONE */
	uint32_t offers;          /* enum care_offer */
	bool open_checklist;      /* the person wants to answer the questions now */
	bool open_clearing;       /* … wants to clear a hold: a dialogue, never one button */
	bool open_plan;           /* … wants to look at the plan */
};

/* What prompts have to keep to. */
struct care_limits {
	enum care_level level;
	uint32_t conditions;    /* enum condition */
	uint32_t kinds_off;     /* 1 << enum kind */
	uint8_t intensity_max;  /* 0: nothing moves */
	uint32_t prefer_tags;   /* enum tag */
	bool posture_kept_only; /* of posture only the few prompts that content names as kept */
	bool escalation_off;    /* neither reminders nor a last line */
	bool checklist_pending;
};

enum care_reason {
	CARE_REASON_MASSAGE,
	CARE_REASON_CHECK_IN, /* not answered yet */
	CARE_REASON_SORENESS,
	CARE_REASON_FLARE,
	CARE_REASON_SYMPTOMS,
	CARE_REASON_PROFILE,
	CARE_REASON_MAX,
};

struct care_condition {
	enum condition condition;
	usec_t since_real_usec;
	usec_t until_real_usec; /* USEC_INFINITY: until cleared */
	enum care_reason reason;
};

/* One of each at most. */
#define CARE_CONDITIONS_MAX 11

/* A message that is due, or will be next. */
struct care_ask {
	enum care_message message; /* CARE_MESSAGE_NONE: nothing is foreseen */
	usec_t due_real_usec;      /* not above now: due; USEC_INFINITY with NONE */
	bool persistent;           /* stays on the screen until acknowledged */
	int32_t day;               /* the date that it speaks of, or CARE_NO_DAY */
};

enum care_window {
	CARE_WINDOW_RELAXED, /* 0 to 2 h */
	CARE_WINDOW_DAY,     /* to 24 h, or until the check-in is answered */
	CARE_WINDOW_SORE,
	CARE_WINDOW_OVER,
	CARE_WINDOW_MAX,
};

struct care_strength_view {
	bool active;       /* and not over */
	uint8_t week;      /* 1 to 12; 0: not begun or over */
	uint8_t intensity; /* 1 to 3 */
	bool more_reps;
};

/* Nothing is known: the checklist is asked, and prompts are gentle until it is answered. */
void care_init(struct care *care);

/* 'care' is what was told since care_init(), 'before' is what had been told until then and was
 * found later. Of both what is graver: no hold is lost, and nothing that was told since. */
void care_add_before(struct care *care, const struct care_at *at, const struct care *before);

/* Whether a state that was read from somewhere can be one of ours. One that is not has to be given
 * up for care_init(): then the checklist is asked again. */
bool care_state_is_valid(const struct care *care, const struct care_symptoms *symptoms);

/* One event. Refused ones change nothing, with one exception: a question of the checklist answered
 * yes while clearing is taken for the report that it is. */
struct care_result care_step(
	struct care *care, const struct care_at *at, const struct care_event *event);

void care_get_limits(
	const struct care *care, const struct care_at *at, struct care_limits *ret_limits);
enum care_level care_get_level(const struct care *care, const struct care_at *at);

/* Whether the clock can be right, and whether it is to be doubted: it cannot, or something that was
 * told lies ahead of it. */
bool care_clock_is_possible(const struct core_now *now);
bool care_clock_is_odd(const struct care *care, const struct core_now *now);

/* Whether the limits let this entry be shown. 'kept': content names it as one that stays on. */
bool care_limits_allow(
	const struct care_limits *limits, const struct catalogue_entry *entry, bool kept);

/* Returns how many were filled in. */
size_t care_get_conditions(const struct care *care, const struct care_at *at,
	struct care_condition ret_conditions[CARE_CONDITIONS_MAX]);

/* At most one message is due at a time; in an emergency it is its own. */
void care_get_ask(const struct care *care, const struct care_at *at, struct care_ask *ret_ask);

/* When limits, conditions or the ask change by time alone, later than now; USEC_INFINITY for never.
 * A change of the zone may move it. */
usec_t care_next_change_real_usec(const struct care *care, const struct care_at *at);

/* Of one of care->massages. */
enum care_window care_get_window(
	const struct care *care, const struct care_at *at, const struct care_massage *massage);

/* Whether the next session should be a lighter one. */
bool care_wants_lighter(const struct care *care, const struct care_at *at);

/* The local date of session 'index' of the course, and the session that was it or CARE_NO_DAY. */
int32_t care_course_due_day(const struct care_course *course, uint8_t index);
int32_t care_course_done_day(const struct care_course *course, uint8_t index);

void care_get_strength(
	const struct care *care, const struct care_at *at, struct care_strength_view *ret_view);
