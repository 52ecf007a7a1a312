# Fanvil guide, Failover, 2 "Invite Failover", steps (1) to (7). A1, E1, E2, E4, A13.
# (1) A calls B. (2) INVITE to the primary. (3) It is sent again the configured number of times. (4) The primary is
# unavailable: REGISTER to the backup. (5) The backup accepts. (6) INVITE to the backup. (7) 200: the call stands.
line 1 like fanvil servers=a,b retry_counts=3
start line 1
at 10s server a is silent
at 10s call line 1
until 25s
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
 17500  send          REGISTER to b               attempt=3  why=next_candidate
 17520  answer        200                         attempt=3  expires=3600
 17520  registration  REGISTERED -> REGISTERED    server=b  from=a  refresh=3536520  why=registered_first  cause=silence
 17520  failback      HOME -> AWAY                probe=1817520  why=probe_waits
 17520  send          INVITE to b                 attempt=4  request=1  why=registered_first
 17520  report        line ON_BACKUP              server=b  since=17520  why=silence  cause=silence
 17530  callee        rings                       via=b  call=1
 17540  answer        180                         attempt=4
 17540  order         Extend                      attempt=4  why=call_rings
 17540  report        call 1 RINGING              server=b  why=call_rings
 19530  callee        talks                       via=b  call=1
 19540  answer        200                         attempt=4
 19540  report        request 1 accepted          server=b
 19540  report        call 1 TALKING              server=b  why=call_answered
