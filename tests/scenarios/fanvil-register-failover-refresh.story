# Fanvil guide, Failover, 1: "registration timeout" as the trigger. C3, C5, A1: the refresh goes to
# the server that works, as often as configured, and then to the backup.
line 1 like fanvil servers=a,b expires_s=60
start line 1
at 20s server a is silent
until 50s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  answer        200                         attempt=1  expires=60
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=30020  why=accepted
    20  report        line REGISTERED             server=a  since=20  why=accepted
 20000  world         server a is silent
 30020  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 30020  send          REGISTER to a               attempt=2  why=working_candidate
 30520  resend        REGISTER to a               attempt=2
 31520  resend        REGISTER to a               attempt=2
 33520  resend        REGISTER to a               attempt=2
 37520  attempt 2     failed                      why=silence
 37520  send          REGISTER to b               attempt=3  why=next_candidate
 37540  answer        200                         attempt=3  expires=60
 37540  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=67540  why=accepted  cause=silence
 37540  failback      HOME -> AWAY                probe=1837540  why=probe_waits
 37540  report        line ON_BACKUP              server=b  since=37540  why=silence  cause=silence
