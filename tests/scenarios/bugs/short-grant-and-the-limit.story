# C4, C12: a grant of 5 s is refreshed every 5 s, twelve times a minute. The limit of ten passes once put the
# refresh off behind the binding's end.
server a answers REGISTER 200 expires=5
line 1 servers=a jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show moves,reports
until 70s
----
     0  registration  OFF -> REGISTERING          why=started
     0  report        line REGISTERING            since=0  why=started
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=5020  why=accepted
    20  report        line REGISTERED             server=a  since=20  why=accepted
  5020  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
  5040  registration  REGISTERING -> REGISTERED   server=a  refresh=10040  why=accepted
 10040  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 10060  registration  REGISTERING -> REGISTERED   server=a  refresh=15060  why=accepted
 15060  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 15080  registration  REGISTERING -> REGISTERED   server=a  refresh=20080  why=accepted
 20080  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 20100  registration  REGISTERING -> REGISTERED   server=a  refresh=25100  why=accepted
 25100  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 25120  registration  REGISTERING -> REGISTERED   server=a  refresh=30120  why=accepted
 30120  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 30140  registration  REGISTERING -> REGISTERED   server=a  refresh=35140  why=accepted
 35140  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 35160  registration  REGISTERING -> REGISTERED   server=a  refresh=40160  why=accepted
 40160  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 40180  registration  REGISTERING -> REGISTERED   server=a  refresh=45180  why=accepted
 45180  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 45200  registration  REGISTERING -> REGISTERED   server=a  refresh=50200  why=accepted
 50200  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 50220  registration  REGISTERING -> REGISTERED   server=a  refresh=55220  why=accepted
 55220  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 55240  registration  REGISTERING -> REGISTERED   server=a  refresh=60240  why=accepted
 60240  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 60260  registration  REGISTERING -> REGISTERED   server=a  refresh=65260  why=accepted
 65260  registration  REGISTERED -> REGISTERING   server=a  why=refresh_due
 65280  registration  REGISTERING -> REGISTERED   server=a  refresh=70280  why=accepted
