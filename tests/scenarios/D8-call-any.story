# D8, D1: any: the line goes back to a during the call, which stays where it is: hold and BYE go to b. The next call starts
# at a.
server a is silent
line 1 servers=a,b jitter_percent=0 quarantine_s=0 failback_interval_s=20 failback_when=any
start line 1
at 10s call line 1
at 15s server a is back
at 40s hold line 1
at 41s hang up line 1
at 42s call line 1
show moves,sends,reports,calls,world
until 43s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
   500  resend        REGISTER to a               attempt=1
  1500  resend        REGISTER to a               attempt=1
  3500  resend        REGISTER to a               attempt=1
  7500  send          REGISTER to b               attempt=2  why=next_candidate
  7520  registration  REGISTERING -> REGISTERED   server=b  refresh=3526520  why=accepted  cause=silence
  7520  failback      HOME -> AWAY                probe=27520  why=probe_waits
  7520  report        line ON_BACKUP              server=b  since=7520  why=silence  cause=silence
 10000  world         call line 1
 10000  report        call 1 CALLING              why=call_wanted
 10000  send          INVITE to b                 attempt=3  request=1  why=call_wanted
 10010  callee        rings                       via=b  call=1
 10020  order         Extend                      attempt=3  why=call_rings
 10020  report        call 1 RINGING              server=b  why=call_rings
 12010  callee        talks                       via=b  call=1
 12020  report        request 1 accepted          server=b
 12020  report        call 1 TALKING              server=b  why=call_answered
 15000  world         server a is back
 27520  failback      AWAY -> PROBING             server=a  why=probe_due
 27520  send          REGISTER to a               attempt=4  for=probe  why=probe_due
 27540  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=3546540  why=probe_accepted
 27540  failback      PROBING -> HOME             why=came_back
 27540  report        line REGISTERED             server=a  since=27540  why=came_back
 40000  world         hold line 1
 40000  send          OTHER to b                  attempt=5  for=request  in_dialog  why=in_dialog
 40020  report        request 2 accepted          server=b
 41000  world         hang up line 1
 41000  report        call 1 ENDING               server=b  why=hangs_up
 41000  send          BYE to b                    attempt=6  request=3  in_dialog  why=hangs_up
 41010  callee        talks no longer             call=1
 41020  report        request 3 accepted          server=b
 41020  report        call 1 OVER                 server=b  why=bye_answered
 42000  world         call line 1
 42000  report        call 4 CALLING              why=call_wanted
 42000  send          INVITE to a                 attempt=7  request=4  why=call_wanted
 42010  callee        rings                       via=a  call=4
 42020  order         Extend                      attempt=7  why=call_rings
 42020  report        call 4 RINGING              server=a  why=call_rings
