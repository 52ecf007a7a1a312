# Yealink guide, "INVITE Fallback" (redundancy_type 0, concurrent). A1, C2, D7, E1.
# INVITE to the working server, again three times; then to the fallback server, which says 200. The phone sends REGISTER to the
# working server to see whether it is back; then INVITE goes there again.
line 1 like yealink servers=a,b mode=concurrent retry_counts=3
start line 1
at 10s server a is silent
at 10s call line 1
at 30s hang up line 1
at 31s call line 1
at 36s hang up line 1
at 40s server a is back
at 75s call line 1
until 76s
----
     0  registration  OFF -> REGISTERING          of=a  why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  registration  OFF -> REGISTERING          of=b  why=started
     0  send          REGISTER to b               attempt=2  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
    20  registration  REGISTERING -> REGISTERED   of=a  server=a  refresh=3558520  why=accepted
    20  working       on a                        why=working_changed
    20  report        line REGISTERED             server=a  since=20  why=accepted
    20  answer        200                         attempt=2  expires=3600
    20  registration  REGISTERING -> REGISTERED   of=b  server=b  refresh=3558520  why=accepted
 10000  world         server a is silent
 10000  world         call line 1
 10000  report        call 1 CALLING              why=call_wanted
 10000  send          INVITE to a                 attempt=3  request=1  why=call_wanted
 10500  resend        INVITE to a                 attempt=3
 11500  resend        INVITE to a                 attempt=3
 13500  resend        INVITE to a                 attempt=3
 17500  attempt 3     failed                      why=silence
 17500  send          INVITE to b                 attempt=4  request=1  why=next_candidate
 17500  registration  REGISTERED -> REGISTERING   of=a  server=a  why=suspect
 17500  send          REGISTER to a               attempt=5  why=working_candidate
 17500  working       on b                        from=a  why=suspect
 17500  report        line ON_BACKUP              server=b  since=17500  why=accepted
 17510  callee        rings                       via=b  call=1
 17520  answer        180                         attempt=4
 17520  order         Extend                      attempt=4  why=call_rings
 17520  report        call 1 RINGING              server=b  why=call_rings
 18000  resend        REGISTER to a               attempt=5
 19000  resend        REGISTER to a               attempt=5
 19510  callee        talks                       via=b  call=1
 19520  answer        200                         attempt=4
 19520  report        request 1 accepted          server=b
 19520  report        call 1 TALKING              server=b  why=call_answered
 21000  resend        REGISTER to a               attempt=5
 25000  order         Extend                      attempt=5  why=last_candidate
 25000  resend        REGISTER to a               attempt=5
 29000  resend        REGISTER to a               attempt=5
 30000  world         hang up line 1
 30000  report        call 1 ENDING               server=b  why=hangs_up
 30000  send          BYE to b                    attempt=6  request=2  in_dialog  why=hangs_up
 30010  callee        talks no longer             call=1
 30020  answer        200                         attempt=6
 30020  report        request 2 accepted          server=b
 30020  report        call 1 OVER                 server=b  why=bye_answered
 31000  world         call line 1
 31000  report        call 3 CALLING              why=call_wanted
 31000  send          INVITE to b                 attempt=7  request=3  why=call_wanted
 31010  callee        rings                       via=b  call=3
 31020  answer        180                         attempt=7
 31020  order         Extend                      attempt=7  why=call_rings
 31020  report        call 3 RINGING              server=b  why=call_rings
 33000  resend        REGISTER to a               attempt=5
 33010  callee        talks                       via=b  call=3
 33020  answer        200                         attempt=7
 33020  report        request 3 accepted          server=b
 33020  report        call 3 TALKING              server=b  why=call_answered
 36000  world         hang up line 1
 36000  report        call 3 ENDING               server=b  why=hangs_up
 36000  send          BYE to b                    attempt=8  request=4  in_dialog  why=hangs_up
 36010  callee        talks no longer             call=3
 36020  answer        200                         attempt=8
 36020  report        request 4 accepted          server=b
 36020  report        call 3 OVER                 server=b  why=bye_answered
 37000  resend        REGISTER to a               attempt=5
 40000  world         server a is back
 41000  resend        REGISTER to a               attempt=5
 41020  answer        200                         attempt=5  expires=3600
 41020  registration  REGISTERING -> REGISTERED   of=a  server=a  refresh=3599520  why=accepted
 41020  working       on a                        from=b  why=working_changed
 41020  report        line REGISTERED             server=a  since=41020  why=accepted
 75000  world         call line 1
 75000  report        call 5 CALLING              why=call_wanted
 75000  send          INVITE to a                 attempt=9  request=5  why=call_wanted
 75010  callee        rings                       via=a  call=5
 75020  answer        180                         attempt=9
 75020  order         Extend                      attempt=9  why=call_rings
 75020  report        call 5 RINGING              server=a  why=call_rings
