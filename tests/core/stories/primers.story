# Self-massage and the movement that makes it last: a pair that is one prompt, or nothing.

story a primer comes after two hours of sitting, for who has a ball
set Tools.Own chair wall ball
set Walk.Limit 1h
work 1h 40min
still 4min
work 29min
expect next primer in 1min
work 1min
expect open primer
why shown you have sat 2h 10min today: a primer and the movement after it, 1 of 2

story no primer without a ball or a roller
set Walk.Limit 1h
work 1h 40min
still 4min
work 30min
expect open posture

story no primer where the kind is switched off
set Tools.Own chair wall ball
set Prompt.Kinds posture walk mobility strength
set Walk.Limit 1h
work 1h 40min
still 4min
work 30min
expect open posture

story done leads at once into the movement, and the pair counts as one
set Tools.Own chair wall ball
set Walk.Limit 1h
set Prompt.Kinds primer mobility strength
work 1h
answer skip
work 40min
still 4min
work 30min
expect open primer
expect today prompted 2
answer done
expect open follow-up
expect today prompted 2
expect today claimed 0
why shown it follows “
answer snooze 1min
work 1min
expect open follow-up
answer done
expect open none
expect today prompted 2
expect today claimed 1

story the guided steps lead into the movement as well
set Tools.Own chair wall ball
now primer
expect open primer
answer start
wait 1min
answer finish
expect open follow-up
answer start
wait 1min
answer finish
expect open none
expect today done 1
expect today prompted 1

story a primer that is skipped or put off leads to nothing, and comes again as a primer
set Tools.Own chair wall ball
now primer
answer skip
expect open none
expect today skipped 1
now primer
answer snooze 1min
expect open none
work 1min
expect open primer

story the movement may be put off, and comes again
set Tools.Own chair wall ball
now primer
answer done
expect open follow-up
answer snooze 1min
work 1min
expect open follow-up

story two primers a day
set Tools.Own chair wall ball
set Prompt.Kinds primer walk mobility strength
set Walk.Limit 1h
work 2h
still 4min
work 30min
expect open primer
answer done
answer done
still 4min
work 2h
still 4min
work 30min
expect open primer
why shown a primer and the movement after it, 2 of 2
answer done
answer done
still 4min
work 2h
still 4min
work 30min
expect open none

story no primer where a hold will come before the movement is over
set Tools.Own chair wall ball
set Prompt.Kinds primer walk mobility strength
set Walk.Limit 1h
set Hours.Quiet 13:35-14:00
time 11:00
work 2h
still 4min
work 30min
expect open none
why dropped nothing in the catalogue fits

story a primer with no movement that is allowed is not to be had, not even by its name
set Tools.Own chair wall ball
set Prompt.Kinds primer posture
now primer -> nothing-fits
now primer-foot-ball -> nothing-fits
set Prompt.Kinds primer mobility
now primer-foot-ball
expect open primer

story one that was asked for leads on though prompts are paused
set Tools.Own chair wall ball
pause
now primer
answer done
expect open follow-up
work 1min
expect open follow-up

story no primer on a call
set Tools.Own chair wall ball
set Hold.Meeting let through
set Walk.Limit 1h
work 1h 40min
still 4min
meeting on
work 30min
expect open posture

story a movement that was put off stays away when its kind is switched off meanwhile
set Tools.Own chair wall ball
set Walk.Limit 1h
set Prompt.Kinds primer mobility strength
work 1h
answer skip
work 40min
still 4min
work 30min
expect open primer
answer done
expect open follow-up
answer snooze 10min
set Prompt.Kinds walk primer
work 10min
expect open none
why dropped nothing in the catalogue fits
