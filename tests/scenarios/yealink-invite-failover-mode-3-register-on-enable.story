# E2, D5.
# Yealink guide, failback_mode 3 with register_on_enable 1: the phone registers to the secondary server before it sends the
# INVITE there. A1, E2, A13, D5, D6.
name pbx.example A a,b ttl=3600
line 1 like yealink servers=x=pbx.example x.failback_mode=duration x.failback_timeout_s=60 x.register_on_enable=on
start line 1
at 10s server a is silent
at 10s call line 1
at 25s hang up line 1
at 30s server a is back
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
 17500  send          REGISTER to b               attempt=3  why=next_candidate
 17500  registration  REGISTERED -> REGISTERING   server=pbx.example  why=suspect
 17520  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3526520  why=registered_first  cause=silence
 17520  target_failback  FIRST -> AWAY               server=pbx.example  back=77520  why=duration_runs
 17520  send          INVITE to b                 attempt=4  request=1  why=registered_first
 17520  working       on pbx.example              why=working_changed
 17520  report        line REGISTERED             server=pbx.example  at=b  since=17520  why=silence  cause=silence
 17530  callee        rings                       via=b  call=1
 17540  order         Extend                      attempt=4  why=call_rings
 17540  report        call 1 RINGING              server=pbx.example  why=call_rings
 19530  callee        talks                       via=b  call=1
 19540  report        request 1 accepted          server=pbx.example
 19540  report        call 1 TALKING              server=pbx.example  why=call_answered
 25000  world         hang up line 1
 25000  report        call 1 ENDING               server=pbx.example  why=hangs_up
 25000  send          BYE to b                    attempt=5  request=2  in_dialog  why=hangs_up
 25010  callee        talks no longer             call=1
 25020  report        request 2 accepted          server=pbx.example
 25020  report        call 1 OVER                 server=pbx.example  why=bye_answered
 30000  world         server a is back
 77520  target_failback  AWAY -> TRYING              server=pbx.example  why=duration_over
 77520  registration  REGISTERED -> REGISTERING   server=pbx.example  why=duration_over
 77520  send          REGISTER to a               attempt=6  why=duration_over
 77540  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3586540  why=accepted
 77540  target_failback  TRYING -> FIRST             server=pbx.example  why=failback_not_needed
 77540  working       on pbx.example              why=working_changed
 77540  report        line REGISTERED             server=pbx.example  at=a  since=77540  why=accepted
 90000  world         call line 1
 90000  report        call 3 CALLING              why=call_wanted
 90000  send          INVITE to a                 attempt=7  request=3  why=call_wanted
 90010  callee        rings                       via=a  call=3
 90020  order         Extend                      attempt=7  why=call_rings
 90020  report        call 3 RINGING              server=pbx.example  why=call_rings
 92010  callee        talks                       via=a  call=3
 92020  report        request 3 accepted          server=pbx.example
 92020  report        call 3 TALKING              server=pbx.example  why=call_answered
