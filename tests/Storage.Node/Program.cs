using Scalewright.Storage.Testing.Nodes;

return await StorageNode.TryRunAsync(args) ? 0 : 2;
