using Scalewright.Journals;
using Scalewright.Providers.Guarded;

namespace Scalewright.Providers;

/// <summary>A place with a disk of its own, as the simulation has one: clusters keep their state there and not on this machine's.</summary>
public interface IHasDisk : IProviderCapability<IHasDisk>
{
    /// <summary>The disk.</summary>
    IFileSystem Files { get; }

    /// <summary>Who a program of this place is to others that want the same state; version and operation are filled in by the cluster.</summary>
    LockHolder LockHolder { get; }

    /// <inheritdoc/>
    static IHasDisk IProviderCapability<IHasDisk>.Guard(IHasDisk capability, ProviderGuard guard) =>
        new GuardedDisk(capability, guard);
}
