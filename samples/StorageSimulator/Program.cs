using System.CommandLine;
using StorageSimulatorSample;

// Sessions are ended, and the state is closed, before the program ends.
return await CommandTree.Build().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
