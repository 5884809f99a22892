using Scalewright.Journals;
using Scalewright.Providers.Guarded;

namespace Scalewright.Providers;

/// <summary>Provides the file system of a backend, as in the simulation. Clusters store their state there.</summary>
public interface IHasDisk : IProviderCapability<IHasDisk>
{
    /// <summary>File system of the backend.</summary>
    IFileSystem Files { get; }

    /// <summary>Identity under which programs lock shared state. The cluster fills in version and operation.</summary>
    LockHolder LockHolder { get; }

    static IHasDisk IProviderCapability<IHasDisk>.Guard(IHasDisk capability, ProviderGuard guard) =>
        new GuardedDisk(capability, guard);
}
