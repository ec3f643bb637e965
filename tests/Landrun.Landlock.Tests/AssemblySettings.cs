using Xunit.Sdk;
using Xunit.v3;

// Restrictions concern threads, and descriptors the process: one test at a time sees only its own.
[assembly: Parallelization(Mode = ParallelMode.None)]
