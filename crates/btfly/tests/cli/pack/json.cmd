btfly pack kernel sick -o out.btfpack --json
