# What rides on which walk: mobility on every second one, strength sets on strength days, water.

story strength sets ride where no mobility does, up to three a day
set Posture.PerDay 0
set Prompt.Kinds walk mobility strength
work 45min
expect open walk carrying strength
why planned rides on it: today is a strength day, set 1 of 3
still 4min
work 45min
expect open walk carrying mobility
why planned rides on it: every second walk carries mobility
still 4min
work 45min
expect open walk carrying strength
still 4min
work 45min
expect open walk carrying mobility
still 4min
work 45min
expect open walk carrying strength
still 4min
work 45min
expect open walk carrying mobility
still 4min
work 45min
expect open walk alone

story a strength set that comes back is counted once
set Posture.PerDay 0
set Prompt.Kinds walk strength
set Prompt.Snooze 1min
work 45min
expect open walk carrying strength
answer snooze
work 1min
expect open walk carrying strength
still 4min
# Without mobility in the list its walks go alone.
work 45min
expect open walk alone
still 4min
work 45min
expect open walk carrying strength
meeting on
work 10min
meeting off
work 15s
expect open walk carrying strength
still 4min
work 45min
still 4min
work 45min
expect open walk carrying strength

story three strength days a week, never two running
set Posture.PerDay 0
set Prompt.Kinds walk strength
# Monday
work 45min
expect open walk carrying strength
still 4min
work 45min
suspend 22h 26min
# Tuesday
work 45min
expect open walk alone
still 4min
work 45min
suspend 22h 26min
# Wednesday
work 45min
expect open walk carrying strength
still 4min
work 45min
suspend 22h 26min
# Thursday
work 45min
expect open walk alone
still 4min
work 45min
suspend 22h 26min
# Friday
work 45min
expect open walk carrying strength
still 4min
work 45min
suspend 22h 26min
# Saturday
work 45min
expect open walk alone
still 4min
work 45min
suspend 22h 26min
# Sunday: the week has had its three
work 45min
expect open walk alone
still 4min
work 45min
suspend 22h 26min
# Monday
work 45min
expect open walk carrying strength
still 4min
work 45min
suspend 22h 26min
# Tuesday
work 45min
expect open walk alone
still 4min
work 45min
suspend 22h 26min

story water rides on the first walk of the day and after two more hours of sitting, three times
set Posture.PerDay 0
set Prompt.Kinds walk hydrate
set Walk.Limit 1h
set Walk.Break 1min
work 1h
expect open walk carrying hydrate
why planned rides on it: water, 1 of 3 today
still 2min
work 1h
expect open walk alone
still 2min
work 1h
expect open walk carrying hydrate
still 2min
work 1h
still 2min
work 1h
expect open walk carrying hydrate
still 2min
work 1h
still 2min
work 1h
expect open walk alone
suspend 16h
work 1h
expect open walk carrying hydrate

story in a short version nothing rides
set Posture.PerDay 0
set Prompt.Kinds walk mobility strength hydrate
work 45min
expect open walk carrying strength hydrate
answer snooze 1min
work 1min
answer snooze 1min
work 1min
expect open walk short
expect open walk alone

story kinds that are switched off do not ride
set Posture.PerDay 0
set Prompt.Kinds walk
work 45min
expect open walk alone
still 4min
work 45min
expect open walk alone

story a night over a day without a set does not lose the next strength day
set Posture.PerDay 0
set Prompt.Kinds walk mobility strength
work 30min
suspend 24h
work 45min
expect open walk carrying strength

story the area that had its turn longest ago comes first, and why says so
set Prompt.Kinds posture
work 22min 30s
why planned had no turn yet
answer done

story who goes without a word has had that turn, and what comes again is the one that is longest ago
set Prompt.Kinds walk
set Posture.PerDay 0
work 45min
why planned had no turn yet
still 4min
work 45min
still 4min
work 45min
still 4min
work 45min
why planned had its turn longest ago
still 4min
work 45min
why planned all that fits was there within a day, this longest ago, 3h 16min ago

story the sets of the programme are for glutes, hamstrings and the low back
set Posture.PerDay 0
set Prompt.Kinds walk strength
care strength
work 45min
expect rides glutes
answer done
still 5min
work 45min
answer done
still 5min
work 45min
expect rides glutes
answer done
still 5min
work 45min
answer done
still 5min
work 45min
expect rides glutes
answer done
# Past the easy weeks one for the hamstrings is among them.
lock
wait 20h
unlock
days 30
sets moderate
work 45min
answer done
still 5min
work 45min
answer done
still 5min
work 45min
answer done
still 5min
work 45min
expect rides hamstrings
