# C3, C3a. Field pain 31 (also case 63): after the network came back nothing registered again; the
# program above had to do it. C3, C3a: the network that is back, or another address (Wi-Fi to
# mobile), means REGISTER at once at the same server, before any failover.
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 10s network lost line 1
at 70s network back line 1
at 100s network back line 1 address=changed
show moves,attempts,sends,flows,reports,bindings,world
until 110s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  binding       ABSENT -> HELD              server=a  expires=3600020  why=accepted
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
    20  keep-alive    a                           every=30s
    20  report        line REGISTERED             server=a  since=20  why=accepted
 10000  world         network lost line 1
 70000  world         network back line 1
 70000  registration  REGISTERED -> REGISTERING   server=a  why=network_back
 70000  send          REGISTER to a               attempt=2  why=working_candidate
 70020  registration  REGISTERING -> REGISTERED   server=a  refresh=3589020  why=accepted
100000  world         network back line 1 address=changed
100000  registration  REGISTERED -> REGISTERING   server=a  why=address_changed
100000  send          REGISTER to a               attempt=3  why=working_candidate
100020  registration  REGISTERING -> REGISTERED   server=a  refresh=3619020  why=accepted
