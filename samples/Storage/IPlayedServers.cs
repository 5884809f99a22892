namespace StorageSample;

/// <summary>The servers of a benchmark, whoever plays them: this process, or another one.</summary>
internal interface IPlayedServers : IAsyncDisposable
{
    /// <summary>Those that no manager knows yet, by full name.</summary>
    Task<IReadOnlyList<string>> ListOpenAsync(CancellationToken cancellationToken);

    /// <summary>Registers a server and starts it.</summary>
    /// <returns>The command that sets it up.</returns>
    Task<int> RegisterAsync(string fqdn, string secret, CancellationToken cancellationToken);

    /// <summary>Adds a storage unit.</summary>
    Task AddUnitAsync(int servers, int volumes, CancellationToken cancellationToken);

    /// <summary>Sets how many log lines each server sends at each poll.</summary>
    Task SetRateAsync(int lines, CancellationToken cancellationToken);
}
