# C9: b serves because a said 503: a is not thought dead, and the binding there is removed. One attempt by A1, which
# the silence of a ends after 7.5 s, not 64*T1; then b is refreshed.
line 1 servers=a,b unregister_old=on contact_per_server=on failback_servers=never keepalive_s=0
line 1 jitter_percent=0 quarantine_s=0
start line 1
at 10s server a answers REGISTER 503
at 10s register line 1
at 10030ms server a is silent
show moves,attempts,sends,bindings,world
until 60s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  binding       ABSENT -> HELD              server=a  expires=3600020  why=accepted
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
 10000  world         server a answers REGISTER 503
 10000  world         register line 1
 10000  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
 10000  send          REGISTER to a               attempt=2  why=first_candidate
 10020  attempt 2     failed                      why=failover_status  status=503
 10020  send          REGISTER to b               attempt=3  why=next_candidate
 10030  world         server a is silent
 10040  binding       ABSENT -> HELD              server=b  expires=3610040  why=accepted
 10040  binding       HELD -> LEFT                server=a  expires=3600020  why=binding_left
 10040  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3529040  why=accepted  status=503
 10040  send          REGISTER to a               attempt=4  for=remove  expires=0  why=unregister_old
 10540  resend        REGISTER to a               attempt=4
 11540  resend        REGISTER to a               attempt=4
 13540  resend        REGISTER to a               attempt=4
 17540  attempt 4     failed                      why=silence
 17540  binding       LEFT -> ABSENT              server=a  why=removal_failed
 17540  registration  REGISTERED -> REGISTERING   server=b  why=removed_elsewhere
 17540  send          REGISTER to b               attempt=5  why=working_candidate
 17560  registration  REGISTERING -> REGISTERED   server=b  refresh=3536560  why=accepted
