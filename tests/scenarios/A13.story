# A13: the working candidate changes when another candidate accepts a REGISTER, not before: the refresh
# that fails at a stays "registered on a" until b has said yes; D's clock starts then.
server a answers REGISTER 200 expires=200
line 1 servers=a,b failback_interval_s=100 jitter_percent=0 quarantine_s=0
start line 1
at 30s server a is silent
show moves,attempts,sends,reports,world
until 150s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=119020  why=accepted
    20  report        line REGISTERED             server=a  since=20  why=accepted
 30000  world         server a is silent
119020  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
119020  send          REGISTER to a               attempt=2  why=working_candidate
119520  resend        REGISTER to a               attempt=2
120520  resend        REGISTER to a               attempt=2
122520  resend        REGISTER to a               attempt=2
126520  attempt 2     failed                      why=silence
126520  send          REGISTER to b               attempt=3  why=next_candidate
126540  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3645540  why=accepted  cause=silence
126540  failback      HOME -> AWAY                probe=226540  why=probe_waits
126540  report        line ON_BACKUP              server=b  since=126540  why=silence  cause=silence
