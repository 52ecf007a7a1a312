# Yealink guide, "INVITE Failover", failback_mode 0 (newRequests), register_on_enable 0. A1, D2, E1, A13.
# INVITE to the primary, again three times; then to the secondary, without a REGISTER, which says 200. The next INVITE goes to
# the primary first; when that is back, it is there at once.
name pbx.example A a,b ttl=3600
line 1 like yealink servers=x=pbx.example x.failback_mode=new_requests
start line 1
at 10s server a is silent
at 10s call line 1
at 25s hang up line 1
at 30s call line 1
at 45s hang up line 1
at 50s server a is back
at 55s call line 1
show moves,attempts,sends,reports,calls,world
until 58s
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
 30000  send          INVITE to a                 attempt=7  request=3  why=new_request_first
 30500  resend        INVITE to a                 attempt=7
 31500  resend        INVITE to a                 attempt=7
 33500  resend        INVITE to a                 attempt=7
 37500  attempt 7     failed                      why=silence
 37500  send          INVITE to b                 attempt=8  request=3  why=next_candidate
 37500  registration  REGISTERED -> REGISTERING   server=pbx.example  why=suspect
 37500  send          REGISTER to b               attempt=9  why=working_candidate
 37510  callee        rings                       via=b  call=3
 37520  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3546520  why=accepted
 37520  order         Extend                      attempt=8  why=call_rings
 37520  report        call 3 RINGING              server=pbx.example  why=call_rings
 39510  callee        talks                       via=b  call=3
 39520  report        request 3 accepted          server=pbx.example
 39520  report        call 3 TALKING              server=pbx.example  why=call_answered
 45000  world         hang up line 1
 45000  report        call 3 ENDING               server=pbx.example  why=hangs_up
 45000  send          BYE to b                    attempt=10  request=4  in_dialog  why=hangs_up
 45010  callee        talks no longer             call=3
 45020  report        request 4 accepted          server=pbx.example
 45020  report        call 3 OVER                 server=pbx.example  why=bye_answered
 50000  world         server a is back
 55000  world         call line 1
 55000  report        call 5 CALLING              why=call_wanted
 55000  send          INVITE to a                 attempt=11  request=5  why=new_request_first
 55010  callee        rings                       via=a  call=5
 55020  order         Extend                      attempt=11  why=call_rings
 55020  report        call 5 RINGING              server=pbx.example  why=call_rings
 57010  callee        talks                       via=a  call=5
 57020  report        request 5 accepted          server=pbx.example
 57020  report        call 5 TALKING              server=pbx.example  why=call_answered
