using Storage.Remote.Tests;

namespace Storage.Operations.Tests;

public sealed class StorageFixture
{
    /// <summary>
    /// Names the file of the site. Default <c>simulator.json</c> beside the tests, or <c>remote.json</c> if only that
    /// exists.
    /// </summary>
    public const string SiteVariable = "SCALEWRIGHT_STORAGE_SITE";

    private StorageSite? _site;

    public StorageSite Site
    {
        get => _site ??= StorageSite.Read(Environment.GetEnvironmentVariable(SiteVariable) is { Length: > 0 } named ? named : Beside());
        init => _site = value;
    }

    /// <summary>
    /// Runs a test with unused servers and a manager that knows none of them. Simulated servers run in virtual time. On
    /// real nodes, all programs are stopped and all files deleted afterwards.
    /// </summary>
    internal Task RunAsync(Func<IStorageOperations, Task> test, Func<StorageManagerOptions, StorageManagerOptions>? change = null)
    {
        ArgumentNullException.ThrowIfNull(test);
        return Site.Remote is { } place
            ? RemoteSite.RunAsync(Site, place, test, change)
            : SimulatedStorageSite.RunAsync(Site, test, change);
    }

    private static string Beside()
    {
        string simulated = Path.Combine(AppContext.BaseDirectory, "simulator.json");
        string remote = Path.Combine(AppContext.BaseDirectory, "remote.json");
        return !File.Exists(simulated) && File.Exists(remote) ? remote : simulated;
    }
}
