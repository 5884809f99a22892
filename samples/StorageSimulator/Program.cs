return await StorageSimulatorSample.CommandTree.Build().Parse(args).InvokeAsync();
