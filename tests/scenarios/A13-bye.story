# A13, E5: so does a BYE that failed on the working server by silence and is answered by b.
line 1 servers=a,b jitter_percent=0 quarantine_s=0 failback_interval_s=600
start line 1
at 1s call line 1
at 5s server a is silent
at 10s hang up line 1
show moves,attempts,sends,reports,calls,world
until 20s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1010  callee        rings                       via=a  call=1
  1020  order         Extend                      attempt=2  why=call_rings
  1020  report        call 1 RINGING              server=a  why=call_rings
  3010  callee        talks                       via=a  call=1
  3020  report        request 1 accepted          server=a
  3020  report        call 1 TALKING              server=a  why=call_answered
  5000  world         server a is silent
 10000  world         hang up line 1
 10000  report        call 1 ENDING               server=a  why=hangs_up
 10000  send          BYE to a                    attempt=3  request=2  in_dialog  why=hangs_up
 10500  resend        BYE to a                    attempt=3
 11500  resend        BYE to a                    attempt=3
 13500  resend        BYE to a                    attempt=3
 17500  attempt 3     failed                      why=silence
 17500  send          BYE to b                    attempt=4  request=2  in_dialog=first_hop_replaced  why=next_candidate
 17510  callee        talks no longer             call=1
 17520  report        request 2 accepted          server=b
 17520  report        call 1 OVER                 server=a  why=bye_answered
 17520  registration  REGISTERED -> REGISTERING   server=a  why=answered_elsewhere
 17520  send          REGISTER to b               attempt=5  why=answered_elsewhere
 17540  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3536540  why=accepted
 17540  failback      HOME -> AWAY                probe=617540  why=probe_waits
 17540  report        line ON_BACKUP              server=b  since=17540  why=accepted
