namespace StorageSample;

/// <summary>Simulated servers of a benchmark, in this process or in another one.</summary>
internal interface ISimulatedServers : IAsyncDisposable
{
    /// <summary>Returns the fully qualified names of the servers that are not registered with a manager.</summary>
    Task<IReadOnlyList<string>> ListUnregisteredAsync(CancellationToken cancellationToken);

    /// <summary>Registers a server and starts it.</summary>
    /// <returns>ID of the command that sets up the server.</returns>
    Task<int> RegisterAsync(string fqdn, string secret, CancellationToken cancellationToken);

    /// <summary>Adds a storage unit with its servers and volumes.</summary>
    Task AddUnitAsync(int servers, int volumes, CancellationToken cancellationToken);

    /// <summary>Sets the number of log lines that each server sends per poll.</summary>
    Task SetRateAsync(int lines, CancellationToken cancellationToken);
}
