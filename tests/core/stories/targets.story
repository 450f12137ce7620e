# The goals of a day, which begin low and grow by the week.

story in the first week an hour up from the chair
work 10min
expect today up-goal 1h
expect today walk-goal 10min
expect today up 0
still 5min
work 1min
expect today up 5min

story of a long rest a quarter of an hour counts, and of the night nothing
work 10min
still 2h
work 1min
expect today up 15min
suspend 20h
work 10min
expect today up 0

story standing counts
stand
work 20min
expect today up 20min

story reading counts as sitting
work 10min
still 2min
work 1min
expect today up 0

story movement that was done at the desk counts by its length, and is not counted twice
set Posture.PerDay 0
set Prompt.Kinds walk
work 45min
now walk-one-minute
answer done
expect today up 1min
expect today walked 1min
still 4min
work 1min
expect outcome done
expect today up 4min
expect today walked 1min

story walks that came up, and those that were taken
set Prompt.Kinds walk
work 45min
expect today breaks 1
expect today breaks-taken 0
expect today breaks-goal 1
answer snooze
work 10min
expect today breaks 1
answer done
expect today breaks-taken 1
still 4min
work 45min
answer skip
still 4min
work 20min
# By oneself
still 4min
work 1min
expect today breaks 3
expect today breaks-taken 3
expect today breaks-goal 2

story the goals grow by the week, up to the last one
work 1min
suspend 168h
expect today up-goal 1h 10min
expect today walk-goal 15min
suspend 840h
expect today up-goal 2h
expect today walk-goal 30min
suspend 8400h
expect today up-goal 4h
expect today walk-goal 30min

story after a week on light the standard preset is offered
work 1min
suspend 143h
expect offer none
suspend 24h
expect offer standard

story who has another preset is offered nothing
set Plan.Preset standard
work 1min
suspend 200h
expect offer none

story a rest while the prompt was open counts, and what was done then not once more
work 10min
now walk-three-minute-loop
lock
wait 1min
unlock
answer done
expect today up 1min
