# C12: at most 10 registration passes a minute start at one server. The minute begins at 1 s (start is the user's);
# the eleventh, at 11 s, is put off to its end, and so is the twelfth: one pass does for both.
line 1 servers=a jitter_percent=0 quarantine_s=0 keepalive_s=0
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
at 12s network back line 1 address=changed
show moves
until 70s
----
     0  registration  OFF -> REGISTERING          why=started
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3558520  why=accepted
  1000  registration  REGISTERED -> REGISTERING   server=a  why=address_changed
  1020  registration  REGISTERING -> REGISTERED   server=a  refresh=3559520  why=accepted
  2000  registration  REGISTERED -> REGISTERING   server=a  why=address_changed
  2020  registration  REGISTERING -> REGISTERED   server=a  refresh=3560520  why=accepted
  3000  registration  REGISTERED -> REGISTERING   server=a  why=address_changed
  3020  registration  REGISTERING -> REGISTERED   server=a  refresh=3561520  why=accepted
  4000  registration  REGISTERED -> REGISTERING   server=a  why=address_changed
  4020  registration  REGISTERING -> REGISTERED   server=a  refresh=3562520  why=accepted
  5000  registration  REGISTERED -> REGISTERING   server=a  why=address_changed
  5020  registration  REGISTERING -> REGISTERED   server=a  refresh=3563520  why=accepted
  6000  registration  REGISTERED -> REGISTERING   server=a  why=address_changed
  6020  registration  REGISTERING -> REGISTERED   server=a  refresh=3564520  why=accepted
  7000  registration  REGISTERED -> REGISTERING   server=a  why=address_changed
  7020  registration  REGISTERING -> REGISTERED   server=a  refresh=3565520  why=accepted
  8000  registration  REGISTERED -> REGISTERING   server=a  why=address_changed
  8020  registration  REGISTERING -> REGISTERED   server=a  refresh=3566520  why=accepted
  9000  registration  REGISTERED -> REGISTERING   server=a  why=address_changed
  9020  registration  REGISTERING -> REGISTERED   server=a  refresh=3567520  why=accepted
 10000  registration  REGISTERED -> REGISTERING   server=a  why=address_changed
 10020  registration  REGISTERING -> REGISTERED   server=a  refresh=3568520  why=accepted
 11000  registration  (REGISTERED)                server=a  refresh=61000  why=put_off
 12000  registration  (REGISTERED)                server=a  refresh=61000  why=put_off
 61000  registration  REGISTERED -> REGISTERING   server=a  why=address_changed
 61020  registration  REGISTERING -> REGISTERED   server=a  refresh=3619520  why=accepted
