// The libraries are linked whole: what they lack, the linker says.
int main() { return 0; }
