/* SPDX-License-Identifier: MIT */
/* Each rule of massages, soreness, safety and plans, told as a script (care_rig.h). Sources:
 * behaviour, "Massage is the primer, movement is what makes it last", and the figures behind it. */
#include <backcare/cleanup.h>

#include "care_internal.h"
#include "care_rig.h"
#include "check_main.h"

/* What the rule is called, and what shows it. */
static const struct {
	const char *rule, *script;
} rows[] = {
	/* -- the windows after a massage -- */
	{"0 to 2 h: relaxed and gentle",
		"massage; advice session-logged; offers 7; has post-massage-window "
		"post-massage-day;"
		"off primer strength; on walk mobility posture hydrate relax; max 1; prefers 1;"
		"window relaxed; escalation off; +1h59m; max 1; off strength; +1m;"
		"not post-massage-window; on strength; prefers 0; window day; escalation on"},
	{"2 to 24 h: no primers, nothing strong",
		"massage; +2h; off primer; max 2; has post-massage-day; on strength walk; +21h59m;"
		"off primer; max 2"},
	{"the window begins where the session ended",
		"massage 1h30m; has post-massage-window; +29m; has post-massage-window; +1m;"
		"not post-massage-window; next checkin-24h 22h"},
	{"one logged late offers nothing that is over",
		"massage 3h; advice nothing; offers 0; not post-massage-window; has "
		"post-massage-day"},
	{"two sessions: the later one's windows go on",
		"massage; +1h; massage; +1h30m; has post-massage-window; +30m;"
		"not post-massage-window; +21h; due checkin-24h; has post-massage-day"},
	{"backdated before another: both count",
		"massage; massage 23h; +1h; due checkin-24h; has post-massage-window"},
	{"one of the future is refused", "massage -1m; refused end; not post-massage-day"},
	{"one of long ago is refused", "massage 366d; refused end; massage 365d; advice nothing"},
	{"taken back",
		"massage; forget; not post-massage-day; on primer; max 3; +24h; due nothing"},
	{"only the last is taken back",
		"massage 5h; massage; forget; not post-massage-window; has post-massage-day"},
	/* -- check-ins -- */
	{"check-in at 24 h", "massage; next checkin-24h 24h; +24h; due checkin-24h"},
	{"comfortable: primers are back",
		"massage; +24h; show checkin-24h; off primer; choose comfortable;"
		"advice checkin-comfortable; on primer; max 3; not post-massage-day; window over;"
		"+5d; due nothing"},
	{"a little sore: primers stay off, and 48 h asks again",
		"massage; +24h; show checkin-24h; choose a-little-sore; advice soreness-24h-mild;"
		"has soreness-under-48h; off primer; on strength; max 2; next soreness-48h 24h;"
		"window sore; level none"},
	{"quite sore: gentle only", "massage; +24h; show checkin-24h; choose quite-sore; max 1;"
				    "has soreness-under-48h; off primer; next soreness-48h 24h"},
	{"quite, then a little: that much less gentle",
		"massage; +24h; show checkin-24h; choose quite-sore; max 1; checkin a-little-sore;"
		"max 2; checkin quite-sore; checkin still-sore; max 1"},
	{"something new: the checklist is opened, and prompts are gentle",
		"massage; +24h; show checkin-24h; choose something-new; opens checklist;"
		"advice symptom-check; gentle; max 1; off primer strength; due symptom-check;"
		"show symptom-check; choose none-of-these; free; next checkin-24h 6h"},
	{"not answered: asked once more at 30 h",
		"massage; +24h; show checkin-24h; next checkin-24h 6h; +6h; show checkin-24h;"
		"due nothing; +41h; due nothing"},
	{"not answered: primers stay off until 72 h",
		"massage; +24h; show checkin-24h; +6h; show checkin-24h; +41h59m; off primer;"
		"has post-massage-day; +1m; on primer; not post-massage-day; window over"},
	{"asked late, it is not asked again at once",
		"massage; +29h; show checkin-24h; next checkin-24h 6h"},
	{"nobody was there for three days: not known", "massage; +72h; due nothing; on primer"},
	{"nobody was there for two days: asked", "massage; +71h; due checkin-24h"},
	{"one answer is good for both sessions",
		"massage; +10h; massage; +14h; show checkin-24h; choose comfortable; +10h;"
		"due nothing; on primer"},
	{"an answer is none to a session of this morning",
		"massage; +20h; massage; +4h; show checkin-24h; choose comfortable;"
		"next checkin-24h 20h; off primer"},
	{"told before it was asked",
		"massage; +13h; checkin comfortable; +11h; due nothing; on primer"},
	{"told early: the day is kept all the same",
		"massage; +13h; checkin comfortable; off primer; has post-massage-day; +11h; on "
		"primer"},
	{"told too early to count", "massage; +5h; checkin comfortable; +19h; due checkin-24h"},
	/* -- soreness -- */
	{"48 h: gentle, and lighter next time",
		"massage; +24h; show checkin-24h; choose a-little-sore; lighter no; +24h;"
		"has soreness-over-48h; not soreness-under-48h; off primer strength; max 1;"
		"level soreness; lighter yes; due soreness-48h; escalation on"},
	{"asked every 24 h", "massage; +24h; checkin a-little-sore; +24h; show soreness-48h; next "
			     "soreness-48h 24h;"
			     "+24h; show soreness-48h; next soreness-96h 24h"},
	{"96 h: ask for advice",
		"massage; +24h; checkin a-little-sore; +72h; show soreness-96h; choose still-sore;"
		"advice soreness-96h; next soreness-96h 24h; +48h; due soreness-96h"},
	{"7 days: talk to a clinician, and no oftener than weekly",
		"massage; +24h; checkin a-little-sore; +6d; show soreness-7d; choose still-sore;"
		"advice soreness-7d; next soreness-7d 7d; has soreness-over-48h"},
	{"settled ends it",
		"massage; +24h; checkin a-little-sore; +24h; show soreness-48h; choose settled;"
		"not soreness-over-48h; level none; max 3; on primer strength; lighter yes;"
		"+30d; due nothing; massage; lighter no"},
	{"settled before 48 h asks for nothing lighter",
		"massage; +24h; checkin a-little-sore; +10h; checkin settled; lighter no"},
	{"ends 14 days after the last report, with a question",
		"massage; +24h; checkin a-little-sore; +24h; show soreness-48h; checkin still-sore;"
		"+13d; has soreness-over-48h; show soreness-7d; +1d; not soreness-over-48h;"
		"level none; show soreness-settled; due nothing; choose still-sore;"
		"has soreness-over-48h; level soreness"},
	{"the question is answered: settled",
		"massage; +24h; checkin a-little-sore; +14d; show soreness-settled; choose settled;"
		"not soreness-over-48h soreness-under-48h; lighter yes; +30d; due nothing"},
	{"a new report puts the end off",
		"massage; +24h; checkin a-little-sore; +10d; checkin still-sore; +13d;"
		"has soreness-over-48h; +1d; not soreness-over-48h"},
	{"sore without a session", "checkin a-little-sore; has soreness-under-48h; off primer;"
				   "next soreness-settled 48h; +48h; has soreness-over-48h;"
				   "due soreness-settled; lighter no"},
	{"told late, it counts from the session",
		"massage; +50h; checkin a-little-sore; advice soreness-48h; has soreness-over-48h"},
	{"soreness stays when its session is taken back",
		"massage; +24h; checkin a-little-sore; forget; has soreness-under-48h; +24h; "
		"lighter no"},
	/* -- the checklist -- */
	{"first run: asked at once, gentle until answered",
		"fresh; gentle; due symptom-check; max 1; off primer strength; on walk mobility "
		"posture"},
	{"none of these", "fresh; show symptom-check; choose none-of-these; free; max 3;"
			  "on primer strength; next symptom-check 90d"},
	{"later asks again next day, and stays gentle",
		"fresh; show symptom-check; choose later; gentle; max 1; next symptom-check 19h"},
	{"not answered: next day",
		"fresh; show symptom-check; gentle; next symptom-check 19h; +19h;"
		"due symptom-check"},
	{"shortly before the day begins, tomorrow is the day after",
		"fresh; +18h; show symptom-check; next symptom-check 25h"},
	{"something fits: gentle until it is said what",
		"fresh; show symptom-check; choose something-fits; opens checklist; gentle; max 1;"
		"next symptom-check 19h; report one-leg-numbness; free; level doctor-first"},
	{"something fits, and then nothing", "choose something-fits; gentle; report; free; max 3"},
	{"an older state was restored: asked again, and nothing is given up",
		"doubt; gentle; max 1; off primer strength; due symptom-check; report; free; max 3;"
		"report one-leg-tingling; show doctor-first; doubt; level doctor-first; gentle;"
		"due symptom-check"},
	{"every 90 days, holding nothing",
		"+90d; due symptom-check; free; max 3; on primer strength; show symptom-check; "
		"free;"
		"next symptom-check 7d; +7d; show symptom-check; choose none-of-these;"
		"next symptom-check 90d"},
	/* -- the levels -- */
	{"saddle numbness", "report saddle-numbness; level emergency; advice emergency-saddle"},
	{"bladder", "report bladder-change; level emergency; due emergency-saddle"},
	{"bowel", "report bowel-change; level emergency; due emergency-saddle"},
	{"sexual function", "report sexual-function-change; level emergency; due emergency-saddle"},
	{"both legs", "report both-legs-symptoms; level emergency; due emergency-both-legs"},
	{"a leg loses strength",
		"report rapid-leg-weakness; level emergency; due emergency-both-legs"},
	{"chest", "report chest-pain-or-breathless; level emergency; due emergency-chest-trauma"},
	{"accident", "report serious-accident; level emergency; due emergency-chest-trauma"},
	{"calf", "report one-calf-swollen-warm-red; level urgent; due urgent-calf"},
	{"fever", "report fever-with-back-symptoms; level urgent; due urgent-systemic"},
	{"weight", "report unplanned-weight-loss; level urgent; due urgent-systemic"},
	{"lump", "report new-lump-or-shape-change; level urgent; due urgent-systemic"},
	{"pain at rest", "report night-or-rest-pain-strong; level urgent; due urgent-systemic"},
	{"cancer", "report history-of-cancer-new-back-symptoms; level urgent; due urgent-systemic"},
	{"numb leg", "report one-leg-numbness; level doctor-first; due doctor-first"},
	{"tingling leg", "report one-leg-tingling; level doctor-first; due doctor-first"},
	{"weak leg", "report one-leg-weakness-stable; level doctor-first; due doctor-first"},
	{"emergency: nothing but its message", "report bladder-change; off posture walk mobility "
					       "strength hydrate primer relax checkin;"
					       "on safety; max 0; escalation off"},
	{"emergency: no check-in beside it", "massage; report bladder-change; show "
					     "emergency-saddle; ack; +24h; due nothing; +90d;"
					     "due nothing"},
	{"emergency: until acknowledged", "report bladder-change; show emergency-saddle; next "
					  "emergency-saddle 24h; ack; +30d;"
					  "due nothing; level emergency"},
	{"emergency: another message put away is not this one",
		"report bladder-change; show emergency-saddle; ack checkin-24h;"
		"next emergency-saddle 24h; +24h; due emergency-saddle"},
	{"emergency: again at each login",
		"report bladder-change; show emergency-saddle; ack; login; show emergency-saddle;"
		"due nothing; +1d; due nothing; login; due emergency-saddle"},
	{"urgent: walk, mobility, strength and primers off",
		"report unplanned-weight-loss; off walk mobility strength primer;"
		"on posture relax hydrate; max 1; kept yes; escalation off"},
	{"urgent: daily, acknowledged or not",
		"report unplanned-weight-loss; show urgent-systemic; ack; next urgent-systemic 24h;"
		"login; next urgent-systemic 24h; +24h; show urgent-systemic; next urgent-systemic "
		"24h"},
	{"doctor first: its condition, walks, strength and primers off",
		"report one-leg-tingling; has leg-symptoms; off walk strength primer;"
		"on mobility posture relax hydrate; max 1; kept no; escalation off"},
	{"doctor first: weekly", "report one-leg-tingling; show doctor-first;"
				 "next doctor-first-weekly 7d; +7d; show doctor-first-weekly;"
				 "next doctor-first-weekly 7d"},
	{"suppressions add up", "report one-leg-tingling; report unplanned-weight-loss; level "
				"urgent; has leg-symptoms;"
				"off walk mobility strength primer; due urgent-systemic"},
	{"the gravest of one report",
		"report one-leg-tingling serious-accident unplanned-weight-loss;"
		"level emergency; advice emergency-chest-trauma"},
	{"no level without a leg's symptom says leg-symptoms",
		"report unplanned-weight-loss; not leg-symptoms"},
	{"nothing expires",
		"report one-leg-tingling; +2000d; level doctor-first; has leg-symptoms;"
		"report unplanned-weight-loss; +2000d; level urgent; report bowel-change;"
		"+2000d; level emergency; max 0"},
	{"a report never lowers", "report bowel-change; report one-leg-tingling; level emergency; "
				  "advice emergency-saddle;"
				  "report; level emergency; max 0"},
	{"told again, it is said again",
		"report bowel-change; show emergency-saddle; ack; report both-legs-symptoms;"
		"due emergency-both-legs"},
	{"no button lifts it",
		"report one-leg-tingling; show doctor-first; choose cleared-by-clinician; opens "
		"clearing;"
		"level doctor-first; choose entered-by-mistake; opens clearing; level doctor-first;"
		"choose symptoms-changed; opens checklist; level doctor-first; choose not-yet; "
		"choose ok;"
		"choose none-of-these; choose settled; choose resume; choose comfortable; ack; "
		"login;"
		"level doctor-first; has leg-symptoms"},
	{"symptoms changed: asked, and tomorrow again",
		"report one-leg-tingling; show doctor-first; choose symptoms-changed; due "
		"symptom-check;"
		"show symptom-check; next symptom-check 19h"},
	{"a hold is not asked about every 90 days",
		"report one-leg-tingling; show doctor-first; +89d; show doctor-first-weekly; +2d;"
		"due nothing"},
	/* -- clearing -- */
	{"cleared: seven gentle days",
		"report one-leg-tingling; clear; advice clear-welcome; level none; not "
		"leg-symptoms;"
		"max 1; on walk strength mobility primer; +6d23h59m; max 1; +1m; max 3"},
	{"walking: no",
		"report one-leg-tingling; clear nyy; off walk; on strength; +60d; off walk"},
	{"walking: not discussed",
		"report one-leg-tingling; clear dyy; +60d; off walk; on mobility"},
	{"exercise: no",
		"report one-leg-tingling; clear yny; +60d; off strength mobility; on walk"},
	{"exercise: not discussed",
		"report one-leg-tingling; clear ydy; +60d; off strength mobility"},
	{"massage: no", "report one-leg-tingling; clear yyn; +60d; off primer; on walk strength"},
	{"massage: not discussed", "report one-leg-tingling; clear yyd; +60d; off primer"},
	{"asked again, the clinician says yes", "report one-leg-tingling; clear nnn; +30d; clear "
						"yyy; on walk mobility strength primer;"
						"max 1; +7d; max 3"},
	{"nothing to clear", "clear; refused nothing; max 3; mistake; refused nothing"},
	{"entered by mistake: all as before", "report bladder-change; mistake; level none; max 3; "
					      "on walk; next symptom-check 90d"},
	{"a mistake does not undo what the clinician said",
		"report one-leg-tingling; clear nyn; +8d; report bowel-change; mistake; off walk "
		"primer"},
	{"the clinician saw the soreness",
		"massage; +24h; checkin quite-sore; +6d; level soreness; clear; level none;"
		"not soreness-over-48h; max 1"},
	/* -- gentle days and the profile -- */
	{"flare: gentle",
		"flare on; advice flare-start; has acute-flare; off primer strength; max 1;"
		"on walk mobility relax posture hydrate; escalation off; level flare"},
	{"flare: the checklist is asked, holding nothing", "flare on; due symptom-check; free"},
	{"flare: asked at 48 h, then weekly",
		"flare on; show symptom-check; choose none-of-these; next flare-48h 48h; +48h;"
		"show flare-48h; choose keep; next flare-still 7d; has acute-flare; +7d;"
		"show flare-still; next flare-still 7d"},
	{"flare: ends when the person says so",
		"flare on; show symptom-check; report; +60d; has acute-flare; show flare-48h; "
		"choose resume; not acute-flare;"
		"max 3; level none"},
	{"flare: on twice is on once",
		"flare on; show symptom-check; report; +47h; flare on; next flare-48h 1h"},
	{"profile",
		"profile pressure-caution balance-caution exertion-caution fluid-restriction;"
		"+400d; has pressure-caution balance-caution exertion-caution fluid-restriction;"
		"not dizziness; profile; not pressure-caution balance-caution"},
	{"dizzy today",
		"profile dizziness; has dizziness; +18h59m; has dizziness; +1m; not dizziness"},
	{"no condition of another kind",
		"profile acute-flare; refused conditions; not acute-flare"},
	/* -- the massage course -- */
	{"days 0, 14 and 28, announced three days before",
		"course; due course-next; show course-next; massage; done 1; next checkin-24h 24h;"
		"+24h; checkin comfortable; next course-next 9d19h; +9d19h; show course-next; +1d;"
		"massage; done 2; +1d; checkin comfortable; next course-next 12d; +12d;"
		"show course-next; +3d; massage; done 3"},
	{"three days early or late is in time",
		"course -20; massage 24d; done 0; massage 16d; done 0; massage 17d; done 1; "
		"massage 9d;"
		"done 2; forget; done 1; massage 2d; done 1; massage 3d; done 2"},
	{"a day is no day of two sessions", "course 0 2 4; massage; done 1; +1d; massage; done 1;"
					    "+1d; massage; done 2"},
	{"logged before the plan was made", "massage 1d; +1h; course; done 1"},
	{"what a course is built on is said where it is offered",
		"course; advice course-offer; course 0 7 10; advice course-offer; course off; "
		"advice nothing"},
	{"the weekly preset", "course -7 7 10; massage 7d; massage; done 2"},
	{"edited: what was done stays", "course; massage; +1d; course 0 10 5; done 1; checkin "
					"comfortable; course 20; done 0"},
	{"bounds: every", "course 0 91 3; refused every-days; due nothing"},
	{"bounds: count", "course 0 14 21; refused count; due nothing"},
	{"bounds: start", "course 366; refused start-date; course -366; refused start-date"},
	{"review at day 30", "course -25; show course-next; next course-review 4d19h; +4d19h; show "
			     "course-review;"
			     "choose easier; due nothing"},
	{"ended: no more talk of it",
		"course -10; course off; +4d; due nothing; +20d; due nothing"},
	{"no massage while a doctor comes first",
		"course; report one-leg-tingling; show doctor-first; due nothing"},
	{"no massage while sore for two days", "massage; +24h; checkin a-little-sore; +24h; show "
					       "soreness-48h; course 1; due nothing"},
	{"no massage that the clinician did not say yes to",
		"report one-leg-tingling; clear yyd; course; due nothing"},
	{"look back at 60 and 150 days, while it is true",
		"massage; +1d; checkin comfortable; report; course -1; +13d; show course-next; "
		"+14d;"
		"show course-next; +2d; show course-review; +29d19h; show followup-2-months;"
		"choose fine-as-is; due nothing; +31d; report; next followup-5-months 59d;"
		"+59d; show followup-5-months; choose plan; opens plan; due nothing"},
	{"look back: later", "massage; +1d; checkin comfortable; course -1 1 1; course off; +59d;"
			     "show followup-2-months; choose later; next followup-2-months 6d19h"},
	{"look back too late", "massage; +1d; checkin comfortable; course -1 1 1; course off;"
			       "+91d; show symptom-check; report; due nothing"},
	{"nothing to look back at",
		"course -10 1 1; course off; +60d; due nothing; +89d; report; due nothing"},
	/* -- strength -- */
	{"two comfortable weeks: repetitions, then intensity",
		"strength; week 1 1; sets; +1d; sets; +6d; week 2 1; sets; +1d; sets; +6d; week 3 "
		"1 reps;"
		"sets; +2d; sets; +5d; sets; +2d; sets; +5d; week 5 2"},
	{"one set a week is no week",
		"strength; sets; sets; +7d; sets; +7d; week 3 1; sets; +7d; sets; +7d; week 5 1"},
	{"twelve weeks, then a question", "strength -83; week 12 1; +19h; week 0 1; due "
					  "strength-review; show strength-review;"
					  "choose same; due nothing"},
	{"a little sore holds it", "strength; sets; +1d; sets; +6d; sets; +1d; sets; checkin "
				   "a-little-sore; +6d; week 3 1;"
				   "checkin settled; sets; +1d; sets; +6d; week 4 1; sets; +1d; "
				   "sets; +6d; week 5 1 reps"},
	{"more than that takes it back", "strength; sets; +1d; sets; +6d; sets; +1d; sets; +6d; "
					 "week 3 1 reps; checkin quite-sore;"
					 "week 3 1; checkin settled; +7d; week 4 1"},
	{"sore for two days takes it back",
		"strength; sets; +1d; sets; +6d; sets; +1d; sets; +6d; week 3 1 reps;"
		"checkin a-little-sore; week 3 1 reps; +50h; checkin still-sore; week 3 1"},
	{"ended", "strength; strength off; week 0 1; sets; week 0 1"},
	{"bounds of strength",
		"strength 366; refused start-date; strength 0 7; refused every-days"},
	/* -- stories -- */
	{"Monday's massage, sore until Thursday",
		"massage; max 1; +2h; max 2; +22h; show checkin-24h; choose a-little-sore; on "
		"strength;"
		"off primer; +24h; show soreness-48h; choose still-sore; off strength primer; max "
		"1;"
		"+24h; show soreness-48h; choose settled; max 3; on strength primer; lighter yes;"
		"+14d; massage; lighter no; +24h; show checkin-24h; choose comfortable; max 3"},
	{"tingling, and a clinician who says no to massage",
		"course; show course-next; report one-leg-tingling; show doctor-first; off walk; "
		"+7d;"
		"show doctor-first-weekly; choose not-yet; has leg-symptoms; clear yyn; on walk "
		"strength;"
		"off primer; max 1; +7d; max 3; off primer; +60d; off primer; clear yyy; on "
		"primer"},
	{"a month's course with its review",
		"course; show course-next; massage 1h; +1d; checkin comfortable; +9d19h;"
		"show course-next; choose book; +3d; massage; +1d; checkin comfortable; +10d;"
		"show course-next; choose skip; +5d; show course-review; choose same; course off;"
		"done 2; due nothing"},
	{"a strength programme with a sore week",
		"strength; sets; +2d; sets; +5d; sets; +2d; sets; +5d; week 3 1 reps; sets; +1d;"
		"checkin quite-sore; off primer; max 1; week 3 1; +1d; checkin settled; +5d; sets; "
		"+1d;"
		"sets; +6d; sets; +1d; sets; +6d; week 6 1 reps"},
	{"an emergency answer on the first day",
		"fresh; show symptom-check; choose something-fits; opens checklist;"
		"report saddle-numbness; level emergency; advice emergency-saddle; show "
		"emergency-saddle;"
		"choose show-numbers; due nothing; off walk posture relax checkin; login;"
		"show emergency-saddle; +30d; level emergency; clear nnn; level none; off walk "
		"primer"},
	{"a session logged by mistake",
		"course; show course-next; massage; done 1; has post-massage-window; forget; done "
		"0;"
		"not post-massage-window post-massage-day; max 3; +24h; due nothing"},
	/* -- time -- */
	{"travel changes no window", "massage; +1h; zone 14h; has post-massage-window; zone -26h;"
				     "next checkin-24h 23h; +1h; not post-massage-window"},
	{"travel west asks nothing twice", "course; show course-next; zone -12h; due nothing"},
	{"the clock set forward and back loses nothing",
		"massage; +1h; clock 100d; not post-massage-day; due symptom-check; clock -100d;"
		"has post-massage-window; next checkin-24h 23h; +23h; due checkin-24h"},
	{"the clock set back behind the later of two",
		"massage 3h; clock 10h; massage; clock -11h; has post-massage-window; forget;"
		"not post-massage-window; has post-massage-day"},
	{"asked while the clock was wrong: once more, and no more",
		"massage; clock 1d; show checkin-24h; clock -1d; next checkin-24h 30h; +30h;"
		"show checkin-24h; due nothing"},
	{"the clock set back behind a session: it ended now",
		"massage; clock -1000d; has post-massage-window; +2h; not post-massage-window;"
		"next checkin-24h 22h; +22h; due checkin-24h"},
	{"the clock set back: the hold is told of at once",
		"report bladder-change; clock -10d; due emergency-saddle; level emergency"},
	{"the clock set back: it can be cleared",
		"report one-leg-tingling; clock -10d; clear; level none"},
	{"the clock set forward: gentle days are there again when it is right",
		"report one-leg-tingling; clear; clock 8d; max 3; clock -8d; max 1"},
	{"the clock set back: asked tomorrow, not in a year",
		"fresh; clock 400d; show symptom-check; clock -400d; next symptom-check 19h"},
	{"a clock in doubt ends no window",
		"massage; +1h; unsure on; clock -20458d; has post-massage-window; clock 20458d; "
		"unsure off;"
		"has post-massage-window; next checkin-24h 23h; +1h; not post-massage-window"},
	{"a clock in doubt ends no gentle days",
		"report one-leg-tingling; clear yyy; +1d; unsure on; clock -3000d; max 1; clock "
		"3000d;"
		"unsure off; max 1; +5d; max 1; +1d; max 3"},
	{"a clock in doubt ends no soreness, and makes none lighter",
		"massage; +24h; checkin a-little-sore; +25h; off strength; unsure on; clock -200d; "
		"has soreness-over-48h; off strength; clock 200d; unsure off; has "
		"soreness-over-48h;"
		"due soreness-48h"},
	{"a clock that is believed: it happened now",
		"report one-leg-tingling; clear yyy; unsure on; clock -3d; +1d; unsure off; login; "
		"+6d;"
		"max 1; +1d; max 3"},
	{"what is told before the clock was ever set happened when it was",
		"unsure on; clock -20458d; report one-leg-tingling; clear yyn; massage; profile "
		"dizziness; course; strength; clock 20458d; unsure off; login;"
		"max 1; has post-massage-window dizziness; done 1; week 1 1; +2h; not "
		"post-massage-window; +7d; max 3; off primer"},
	{"what is asked before the clock was ever set is not asked at once again",
		"fresh; unsure on; clock -20458d; show symptom-check; choose none-of-these; clock "
		"20458d;"
		"unsure off; login; next symptom-check 90d"},
	{"the clock set forward leaves strength where it was",
		"strength; sets; +1d; sets; +6d; sets; +1d; sets; +6d; clock 300d; week 0 1 reps;"
		"clock -300d; week 3 1 reps"},
};

START_TEST(a_rule_holds)
{
	struct care_rig rig;

	care_rig_init(&rig);
	ck_assert_msg(care_rig_run(&rig, rows[_i].script), "%s: %s", rows[_i].rule, rig.broken);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_loop_test(tcase, a_rule_holds, 0, ELEMENTSOF(rows));
}

int main(void)
{
	return check_main("care", add_tests);
}
