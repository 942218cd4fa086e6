# It has one already.
btfly distill extra/driver.ko -o out.btf
