# Fanvil guide, Failover, 3 "Bye Failover", steps (1) to (8). A1, E2, E5, A13.
# (1) A and B talk through the primary. (2) A hangs up. (3) BYE to the primary. (4) It is sent again the configured number of
# times. (5) The primary is unavailable: REGISTER to the backup. (6) The backup accepts. (7) BYE to the backup. (8) 200.
line 1 like fanvil servers=a,b retry_counts=3
start line 1
at 1s call line 1
at 10s server a is silent
at 20s hang up line 1
until 40s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=3600
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
    20  report        line REGISTERED             server=a  since=20  why=accepted
  1000  world         call line 1
  1000  report        call 1 CALLING              why=call_wanted
  1000  send          INVITE to a                 attempt=2  request=1  why=call_wanted
  1010  callee        rings                       via=a  call=1
  1020  answer        180                         attempt=2
  1020  order         Extend                      attempt=2  why=call_rings
  1020  report        call 1 RINGING              server=a  why=call_rings
  3010  callee        talks                       via=a  call=1
  3020  answer        200                         attempt=2
  3020  report        request 1 accepted          server=a
  3020  report        call 1 TALKING              server=a  why=call_answered
 10000  world         server a is silent
 20000  world         hang up line 1
 20000  report        call 1 ENDING               server=a  why=hangs_up
 20000  send          BYE to a                    attempt=3  request=2  in_dialog  why=hangs_up
 20500  resend        BYE to a                    attempt=3
 21500  resend        BYE to a                    attempt=3
 23500  resend        BYE to a                    attempt=3
 27500  attempt 3     failed                      why=silence
 27500  send          REGISTER to b               attempt=4  why=next_candidate
 27520  answer        200                         attempt=4  expires=3600
 27520  registration  REGISTERED -> REGISTERED    server=b  from=a  refresh=3546520  why=registered_first  cause=silence
 27520  failback      HOME -> AWAY                probe=1827520  why=probe_waits
 27520  send          BYE to b                    attempt=5  request=2  in_dialog=first_hop_replaced  why=registered_first
 27520  report        line ON_BACKUP              server=b  since=27520  why=silence  cause=silence
 27530  callee        talks no longer             call=1
 27540  answer        200                         attempt=5
 27540  report        request 2 accepted          server=b
 27540  report        call 1 OVER                 server=a  why=bye_answered
