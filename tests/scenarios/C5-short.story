# C3, C5: a binding that is shorter than a pass (30 s; the pass of two silent servers lasts 7.5 + 32 s): refreshed at
# half, it expires while the pass is under way, which goes on; b's answer comes after 28 s, A4's time.
server a answers REGISTER 200 expires=30
line 1 servers=a,b retry_base_s=10 retry_max_s=10 failback_servers=never jitter_percent=0 quarantine_s=0
line 1 keepalive_s=0
start line 1
at 10s server a is silent
at 10s server b is silent
at 50s server b is back
show moves,attempts,sends,reports,bindings,world
until 60s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  binding       ABSENT -> HELD              server=a  expires=30020  why=accepted
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=15020  why=accepted
    20  report        line REGISTERED             server=a  since=20  why=accepted
 10000  world         server a is silent
 10000  world         server b is silent
 15020  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 15020  send          REGISTER to a               attempt=2  why=working_candidate
 15520  resend        REGISTER to a               attempt=2
 16520  resend        REGISTER to a               attempt=2
 18520  resend        REGISTER to a               attempt=2
 22520  attempt 2     failed                      why=silence
 22520  send          REGISTER to b               attempt=3  why=next_candidate
 23020  resend        REGISTER to b               attempt=3
 24020  resend        REGISTER to b               attempt=3
 26020  resend        REGISTER to b               attempt=3
 30020  order         Extend                      attempt=3  why=last_candidate
 30020  binding       HELD -> ABSENT              server=a  why=binding_expired
 30020  report        line REGISTERING            since=30020  why=binding_expired
 30020  resend        REGISTER to b               attempt=3
 34020  resend        REGISTER to b               attempt=3
 38020  resend        REGISTER to b               attempt=3
 42020  resend        REGISTER to b               attempt=3
 46020  resend        REGISTER to b               attempt=3
 50000  world         server b is back
 50020  resend        REGISTER to b               attempt=3
 50040  binding       ABSENT -> HELD              server=b  expires=3650040  why=accepted
 50040  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3569040  why=accepted  cause=silence
 50040  report        line ON_BACKUP              server=b  since=50040  why=silence  cause=silence
