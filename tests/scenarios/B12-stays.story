# B12: the working target is still in the new answer, at another place: with failback never nothing moves at the
# refresh; the new order counts for what fails later.
name pbx.example A a,b ttl=60
line 1 servers=pbx.example failback_mode=never address_family=ipv4 expires_s=200 retry_counts=0
line 1 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 90s name pbx.example A c,b,a ttl=3600
at 150s server a is unreachable
show moves,attempts,sends,names,world
until 224s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       A pbx.example               query=1
    20  answer        a,b                         query=1  ttl=60
    20  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=123040  why=accepted
 90000  world         name pbx.example A c,b,a ttl=3600
123040  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
123040  locate        KNOWN -> ASKING             server=pbx.example  until=133040  why=name_asked
123040  resolve       A pbx.example               query=2
123060  answer        c,b,a                       query=2  ttl=3600
123060  locate        ASKING -> KNOWN             server=pbx.example  until=3723060  why=name_answered
123060  send          REGISTER to a               attempt=2  why=name_answered
123080  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=223080  why=accepted
150000  world         server a is unreachable
223080  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
223080  send          REGISTER to a               attempt=3  why=working_candidate
223100  attempt 3     failed                      why=icmp_unreachable
223100  send          REGISTER to c               attempt=4  why=next_candidate
223120  registration  REGISTERING -> REGISTERED   server=pbx.example  at=c  refresh=323120  why=accepted  cause=icmp
