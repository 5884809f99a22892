using StorageSamples;
using StorageSimulatorSample;

return await CommandLine.RunAsync(CommandTree.Build(), args);
