# A file that is not there is no answer.
btfly fits nowhere.ko --kernel kernel
