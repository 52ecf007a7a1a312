# C12: the limit is a server's: b has had its ten, and the eleventh is put off. The user's pass, free of it, brings the
# line to a, with the new address; there is nothing left to put off, and at a a pass may start.
server a is unreachable
line 1 servers=a,b failback_servers=never jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 1s network back line 1 address=changed
at 2s network back line 1 address=changed
at 3s network back line 1 address=changed
at 4s network back line 1 address=changed
at 5s network back line 1 address=changed
at 6s network back line 1 address=changed
at 7s network back line 1 address=changed
at 8s network back line 1 address=changed
at 9s network back line 1 address=changed
at 10s network back line 1 address=changed
at 11s network back line 1 address=changed
at 12s server a is back
at 12s register line 1
at 13s network back line 1 address=changed
show moves
until 70s
----
     0  registration  OFF -> REGISTERING          why=started
    40  registration  REGISTERING -> REGISTERED   server=b  refresh=3519040  why=accepted  cause=icmp
  1000  registration  REGISTERED -> REGISTERING   server=b  why=address_changed
  1020  registration  REGISTERING -> REGISTERED   server=b  refresh=3520020  why=accepted
  2000  registration  REGISTERED -> REGISTERING   server=b  why=address_changed
  2020  registration  REGISTERING -> REGISTERED   server=b  refresh=3521020  why=accepted
  3000  registration  REGISTERED -> REGISTERING   server=b  why=address_changed
  3020  registration  REGISTERING -> REGISTERED   server=b  refresh=3522020  why=accepted
  4000  registration  REGISTERED -> REGISTERING   server=b  why=address_changed
  4020  registration  REGISTERING -> REGISTERED   server=b  refresh=3523020  why=accepted
  5000  registration  REGISTERED -> REGISTERING   server=b  why=address_changed
  5020  registration  REGISTERING -> REGISTERED   server=b  refresh=3524020  why=accepted
  6000  registration  REGISTERED -> REGISTERING   server=b  why=address_changed
  6020  registration  REGISTERING -> REGISTERED   server=b  refresh=3525020  why=accepted
  7000  registration  REGISTERED -> REGISTERING   server=b  why=address_changed
  7020  registration  REGISTERING -> REGISTERED   server=b  refresh=3526020  why=accepted
  8000  registration  REGISTERED -> REGISTERING   server=b  why=address_changed
  8020  registration  REGISTERING -> REGISTERED   server=b  refresh=3527020  why=accepted
  9000  registration  REGISTERED -> REGISTERING   server=b  why=address_changed
  9020  registration  REGISTERING -> REGISTERED   server=b  refresh=3528020  why=accepted
 10000  registration  REGISTERED -> REGISTERING   server=b  why=address_changed
 10020  registration  REGISTERING -> REGISTERED   server=b  refresh=3529020  why=accepted
 11000  registration  (REGISTERED)                server=b  refresh=61000  why=put_off
 12000  registration  REGISTERED -> REGISTERING   server=b  why=user_wish
 12020  registration  REGISTERING -> REGISTERED   server=a  from=b  refresh=3531020  why=accepted
 13000  registration  REGISTERED -> REGISTERING   server=a  why=address_changed
 13020  registration  REGISTERING -> REGISTERED   server=a  refresh=3532020  why=accepted
