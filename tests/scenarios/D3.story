# D3, D6: dns_ttl: requests go to the working target until the TTL of the answer it came from has passed since the
# failover, 300 s. Then a registration pass starts at the first; a is still dead: the clock starts anew.
name pbx.example A a,b ttl=300
line 1 servers=pbx.example failback_mode=dns_ttl address_family=ipv4 expires_s=3600
line 1 jitter_percent=0 quarantine_s=0 keepalive_s=0
server a is unreachable
start line 1
at 100s request line 1
at 299s request line 1
at 310s server a is back
at 400s request line 1
show moves,attempts,sends,world
until 700s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  attempt 1     failed                      why=icmp_unreachable
    40  send          REGISTER to b               attempt=2  why=next_candidate
    60  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3509060  why=accepted  cause=icmp
    60  target_failback  FIRST -> AWAY               server=pbx.example  back=300060  why=ttl_runs
100000  world         request line 1
100000  send          OTHER to b                  attempt=3  for=request  why=request_wanted
299000  world         request line 1
299000  send          OTHER to b                  attempt=4  for=request  why=request_wanted
300060  target_failback  AWAY -> TRYING              server=pbx.example  why=ttl_over
300060  registration  REGISTERED -> REGISTERING   server=pbx.example  why=ttl_over
300080  send          REGISTER to a               attempt=5  why=name_answered
300100  attempt 5     failed                      why=icmp_unreachable
300100  send          REGISTER to b               attempt=6  why=next_candidate
300120  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3809120  why=accepted
300120  target_failback  TRYING -> AWAY              server=pbx.example  back=600120  why=ttl_runs
310000  world         server a is back
400000  world         request line 1
400000  send          OTHER to b                  attempt=7  for=request  why=request_wanted
600120  target_failback  AWAY -> TRYING              server=pbx.example  why=ttl_over
600120  registration  REGISTERED -> REGISTERING   server=pbx.example  why=ttl_over
600140  send          REGISTER to a               attempt=8  why=name_answered
600160  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=4109160  why=accepted
600160  target_failback  TRYING -> FIRST             server=pbx.example  why=failback_not_needed
