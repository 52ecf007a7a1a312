# E1, D5.
# Yealink guide, failback_mode 3 (duration), for INVITE: calls go to the working target until failback_timeout has passed, then
# to the primary first. The phone is idle then (D8). A1, D5, D6, D8, E1, A13.
name pbx.example A a,b ttl=3600
line 1 like yealink servers=x=pbx.example x.failback_mode=duration x.failback_timeout_s=60
start line 1
at 10s server a is silent
at 10s call line 1
at 25s hang up line 1
at 30s call line 1
at 40s hang up line 1
at 50s server a is back
at 90s call line 1
show moves,attempts,sends,reports,calls,world
until 93s
----
     0  registration  OFF -> REGISTERING          why=started
     0  report        line REGISTERING            since=0  why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3509040  why=accepted
    40  working       on pbx.example              why=working_changed
    40  report        line REGISTERED             server=pbx.example  at=a  since=40  why=accepted
 10000  world         server a is silent
 10000  world         call line 1
 10000  report        call 1 CALLING              why=call_wanted
 10000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
 10500  resend        INVITE to a                 attempt=2
 11500  resend        INVITE to a                 attempt=2
 13500  resend        INVITE to a                 attempt=2
 17500  attempt 2     failed                      why=silence
 17500  send          INVITE to b                 attempt=3  request=1  why=next_candidate
 17500  registration  REGISTERED -> REGISTERING   server=pbx.example  why=suspect
 17500  send          REGISTER to a               attempt=4  why=working_candidate
 17510  callee        rings                       via=b  call=1
 17520  order         Extend                      attempt=3  why=call_rings
 17520  report        call 1 RINGING              server=pbx.example  why=call_rings
 17520  order         Abandon                     attempt=4  why=answered_elsewhere
 17520  send          REGISTER to b               attempt=5  why=answered_elsewhere
 17540  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3526540  why=accepted
 17540  target_failback  FIRST -> AWAY               server=pbx.example  back=77540  why=duration_runs
 17540  working       on pbx.example              why=working_changed
 17540  report        line REGISTERED             server=pbx.example  at=b  since=17540  why=accepted
 19510  callee        talks                       via=b  call=1
 19520  report        request 1 accepted          server=pbx.example
 19520  report        call 1 TALKING              server=pbx.example  why=call_answered
 25000  world         hang up line 1
 25000  report        call 1 ENDING               server=pbx.example  why=hangs_up
 25000  send          BYE to b                    attempt=6  request=2  in_dialog  why=hangs_up
 25010  callee        talks no longer             call=1
 25020  report        request 2 accepted          server=pbx.example
 25020  report        call 1 OVER                 server=pbx.example  why=bye_answered
 30000  world         call line 1
 30000  report        call 3 CALLING              why=call_wanted
 30000  send          INVITE to b                 attempt=7  request=3  why=call_wanted
 30010  callee        rings                       via=b  call=3
 30020  order         Extend                      attempt=7  why=call_rings
 30020  report        call 3 RINGING              server=pbx.example  why=call_rings
 32010  callee        talks                       via=b  call=3
 32020  report        request 3 accepted          server=pbx.example
 32020  report        call 3 TALKING              server=pbx.example  why=call_answered
 40000  world         hang up line 1
 40000  report        call 3 ENDING               server=pbx.example  why=hangs_up
 40000  send          BYE to b                    attempt=8  request=4  in_dialog  why=hangs_up
 40010  callee        talks no longer             call=3
 40020  report        request 4 accepted          server=pbx.example
 40020  report        call 3 OVER                 server=pbx.example  why=bye_answered
 50000  world         server a is back
 77540  target_failback  AWAY -> TRYING              server=pbx.example  why=duration_over
 77540  registration  REGISTERED -> REGISTERING   server=pbx.example  why=duration_over
 77540  send          REGISTER to a               attempt=9  why=duration_over
 77560  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3586560  why=accepted
 77560  target_failback  TRYING -> FIRST             server=pbx.example  why=failback_not_needed
 77560  working       on pbx.example              why=working_changed
 77560  report        line REGISTERED             server=pbx.example  at=a  since=77560  why=accepted
 90000  world         call line 1
 90000  report        call 5 CALLING              why=call_wanted
 90000  send          INVITE to a                 attempt=10  request=5  why=call_wanted
 90010  callee        rings                       via=a  call=5
 90020  order         Extend                      attempt=10  why=call_rings
 90020  report        call 5 RINGING              server=pbx.example  why=call_rings
 92010  callee        talks                       via=a  call=5
 92020  report        request 5 accepted          server=pbx.example
 92020  report        call 5 TALKING              server=pbx.example  why=call_answered
