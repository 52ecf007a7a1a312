# Yealink guide, "INVITE Fallback", with redundancy_type 1 (successive). A1, A13, D1, E1.
# INVITE to the working server, again three times; then to the fallback server, where the phone registers then (A13). Every
# fallback.timeout (120 s) it sends REGISTER to the working server; once that accepts, INVITE goes there again.
line 1 like yealink servers=a,b mode=successive retry_counts=3 failback_interval_s=120
start line 1
at 10s server a is silent
at 10s call line 1
at 30s hang up line 1
at 31s call line 1
at 40s hang up line 1
at 50s server a is back
at 150s call line 1
until 152s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
    20  report        line REGISTERED             server=a  since=20  why=accepted
 10000  world         server a is silent
 10000  world         call line 1
 10000  report        call 1 CALLING              why=call_wanted
 10000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
 10500  resend        INVITE to a                 attempt=2
 11500  resend        INVITE to a                 attempt=2
 13500  resend        INVITE to a                 attempt=2
 17500  attempt 2     failed                      why=silence
 17500  send          INVITE to b                 attempt=3  request=1  why=next_candidate
 17510  callee        rings                       via=b  call=1
 17520  answer        180                         attempt=3
 17520  order         Extend                      attempt=3  why=call_rings
 17520  report        call 1 RINGING              server=b  why=call_rings
 17520  registration  REGISTERED -> REGISTERING   server=a  why=answered_elsewhere
 17520  send          REGISTER to b               attempt=4  why=answered_elsewhere
 17540  answer        200                         attempt=4  expires=3600
 17540  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3536540  why=accepted
 17540  failback      HOME -> AWAY                probe=137540  why=probe_waits
 17540  report        line ON_BACKUP              server=b  since=17540  why=accepted
 19510  callee        talks                       via=b  call=1
 19520  answer        200                         attempt=3
 19520  report        request 1 accepted          server=b
 19520  report        call 1 TALKING              server=b  why=call_answered
 30000  world         hang up line 1
 30000  report        call 1 ENDING               server=b  why=hangs_up
 30000  send          BYE to b                    attempt=5  request=2  in_dialog  why=hangs_up
 30010  callee        talks no longer             call=1
 30020  answer        200                         attempt=5
 30020  report        request 2 accepted          server=b
 30020  report        call 1 OVER                 server=b  why=bye_answered
 31000  world         call line 1
 31000  report        call 3 CALLING              why=call_wanted
 31000  send          INVITE to b                 attempt=6  request=3  why=call_wanted
 31010  callee        rings                       via=b  call=3
 31020  answer        180                         attempt=6
 31020  order         Extend                      attempt=6  why=call_rings
 31020  report        call 3 RINGING              server=b  why=call_rings
 33010  callee        talks                       via=b  call=3
 33020  answer        200                         attempt=6
 33020  report        request 3 accepted          server=b
 33020  report        call 3 TALKING              server=b  why=call_answered
 40000  world         hang up line 1
 40000  report        call 3 ENDING               server=b  why=hangs_up
 40000  send          BYE to b                    attempt=7  request=4  in_dialog  why=hangs_up
 40010  callee        talks no longer             call=3
 40020  answer        200                         attempt=7
 40020  report        request 4 accepted          server=b
 40020  report        call 3 OVER                 server=b  why=bye_answered
 50000  world         server a is back
137540  failback      AWAY -> PROBING             server=a  why=probe_due
137540  send          REGISTER to a               attempt=8  for=probe  why=probe_due
137560  answer        200                         attempt=8  expires=3600
137560  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=3656560  why=probe_accepted
137560  failback      PROBING -> HOME             why=came_back
137560  report        line REGISTERED             server=a  since=137560  why=came_back
150000  world         call line 1
150000  report        call 5 CALLING              why=call_wanted
150000  send          INVITE to a                 attempt=9  request=5  why=call_wanted
150010  callee        rings                       via=a  call=5
150020  answer        180                         attempt=9
150020  order         Extend                      attempt=9  why=call_rings
150020  report        call 5 RINGING              server=a  why=call_rings
