using StorageSample;

return await CommandLine.RunAsync(CommandTree.Build(args), args);
