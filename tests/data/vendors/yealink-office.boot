#!version:1.0.0.1
## The header above must be in the first line.
include:config <yealink-office-common.cfg>
include:config "yealink-office-phone.cfg"
overwrite_mode = 1
specific_model.excluded_mode = 0
