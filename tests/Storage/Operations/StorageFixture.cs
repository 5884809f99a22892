using Scalewright.Storage.Managing;
using Storage.Remote.Tests;

namespace Storage.Operations.Tests;

/// <summary>Gives tests their servers: <c>IClassFixture&lt;StorageFixture&gt;</c> of xunit.</summary>
public sealed class StorageFixture
{
    /// <summary>The environment variable that names the file of the site; without it that is <c>simulator.json</c> beside the tests, or <c>remote.json</c> where only that is there.</summary>
    public const string Variable = "SCALEWRIGHT_STORAGE_SITE";

    private StorageSite? _site;

    /// <summary>What every test finds; default what the file says.</summary>
    /// <exception cref="Scalewright.Providers.ProviderException">The file cannot be used.</exception>
    public StorageSite Site
    {
        get => _site ??= StorageSite.Read(Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : Beside());
        init => _site = value;
    }

    /// <summary>Runs a test with servers that nobody used before and a manager that knows none of them. Simulated ones live in virtual time; on real nodes all programs are ended and all files gone afterwards.</summary>
    /// <param name="change">Changes what the manager is like; null for its defaults.</param>
    public Task RunAsync(Func<IStorageOperations, Task> test, Func<ManagerOptions, ManagerOptions>? change = null)
    {
        ArgumentNullException.ThrowIfNull(test);
        return Site.Remote is { } place ? RemoteSite.RunAsync(Site, place, test, change) : SimulatedSite.RunAsync(Site, test, change);
    }

    private static string Beside()
    {
        string simulated = Path.Combine(AppContext.BaseDirectory, "simulator.json");
        string remote = Path.Combine(AppContext.BaseDirectory, "remote.json");
        return !File.Exists(simulated) && File.Exists(remote) ? remote : simulated;
    }
}
