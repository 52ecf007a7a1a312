# C9: never to a server thought dead: a was silent, so nothing is removed there; its binding runs out at 600.02 s.
server a answers REGISTER 200 expires=600
line 1 servers=a,b unregister_old=on contact_per_server=on failback_servers=never keepalive_s=0
line 1 jitter_percent=0 quarantine_s=0
start line 1
at 10s server a is silent
at 20s register line 1
show moves,attempts,sends,bindings,world
until 601s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  binding       ABSENT -> HELD              server=a  expires=600020  why=accepted
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=519020  why=accepted
 10000  world         server a is silent
 20000  world         register line 1
 20000  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
 20000  send          REGISTER to a               attempt=2  why=first_candidate
 20500  resend        REGISTER to a               attempt=2
 21500  resend        REGISTER to a               attempt=2
 23500  resend        REGISTER to a               attempt=2
 27500  attempt 2     failed                      why=silence
 27500  send          REGISTER to b               attempt=3  why=next_candidate
 27520  binding       ABSENT -> HELD              server=b  expires=3627520  why=accepted
 27520  binding       HELD -> LEFT                server=a  expires=600020  why=binding_left
 27520  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3546520  why=accepted  cause=silence
600020  binding       LEFT -> ABSENT              server=a  why=binding_expired
