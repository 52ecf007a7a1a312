# C1b, A4: a refresh does not wait for its turn behind a probe that goes on to 64*T1 while it has other candidates.
name pbx.example A c,d ttl=3600
name one.example A a,b ttl=3600
line 1 servers=one.example,pbx.example address_family=ipv4 expires_s=60 failback_interval_s=25 failback_mode=new_requests
line 1 keepalive_s=0 jitter_percent=0 quarantine_s=0
server a is unreachable
server b is silent
server c is unreachable
start line 1
show moves,sends,reports
until 66s
----
     0  registration  OFF -> REGISTERING          why=started
     0  report        line REGISTERING            since=0  why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  send          REGISTER to b               attempt=2  why=next_candidate
   540  resend        REGISTER to b               attempt=2
  1540  resend        REGISTER to b               attempt=2
  3540  resend        REGISTER to b               attempt=2
  7540  send          REGISTER to c               attempt=3  why=next_candidate
  7560  send          REGISTER to d               attempt=4  why=next_candidate
  7580  registration  REGISTERING -> REGISTERED   server=pbx.example  at=d  refresh=37580  why=accepted  cause=icmp
  7580  failback      HOME -> AWAY                probe=32580  why=probe_waits
  7580  report        line ON_BACKUP              server=pbx.example  at=d  since=7580  why=icmp_unreachable  cause=icmp
 32580  failback      AWAY -> PROBING             server=one.example  why=probe_due
 32580  send          REGISTER to a               attempt=5  for=probe  why=probe_due
 32600  send          REGISTER to b               attempt=6  for=probe  why=next_candidate
 33100  resend        REGISTER to b               attempt=6
 34100  resend        REGISTER to b               attempt=6
 36100  resend        REGISTER to b               attempt=6
 37580  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
 37580  send          REGISTER to c               attempt=7  why=new_request_first
 40100  order         Extend                      attempt=6  why=last_candidate
 40100  send          REGISTER to d               attempt=8  why=next_candidate
 40100  resend        REGISTER to b               attempt=6
 40120  registration  REGISTERING -> REGISTERED   server=pbx.example  at=d  refresh=70120  why=accepted
 44100  resend        REGISTER to b               attempt=6
 48100  resend        REGISTER to b               attempt=6
 52100  resend        REGISTER to b               attempt=6
 56100  resend        REGISTER to b               attempt=6
 60100  resend        REGISTER to b               attempt=6
 64100  resend        REGISTER to b               attempt=6
 64600  failback      PROBING -> AWAY             probe=89600  why=probe_failed
