using Scalewright.Journals;

namespace Scalewright.Providers;

/// <summary>Provides the file system of a backend, as in the simulation. Clusters store their state there.</summary>
public interface IProviderFileSystem : IProviderCapability<IProviderFileSystem>
{
    /// <summary>File system of the backend.</summary>
    IFileSystem FileSystem { get; }

    /// <summary>Identity under which programs lock shared state. The cluster fills in version and operation.</summary>
    LockHolder LockHolder { get; }

    static IProviderFileSystem IProviderCapability<IProviderFileSystem>.Guard(IProviderFileSystem capability, ProviderGuard guard) =>
        new GuardedProviderFileSystem(capability, guard);
}

internal sealed class GuardedProviderFileSystem(IProviderFileSystem inner, ProviderGuard guard) : IProviderFileSystem
{
    public IFileSystem FileSystem => guard.Query(nameof(FileSystem), () => inner.FileSystem);

    public LockHolder LockHolder => guard.Query(nameof(LockHolder), () => inner.LockHolder);
}
