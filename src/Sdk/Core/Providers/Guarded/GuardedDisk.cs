using Scalewright.Journals;

namespace Scalewright.Providers.Guarded;

/// <summary>Finds the disk of a provider behind a guard.</summary>
internal sealed class GuardedDisk(IHasDisk inner, ProviderGuard guard) : IHasDisk
{
    public IFileSystem Files => guard.Ask(nameof(Files), () => inner.Files);

    public LockHolder LockHolder => guard.Ask(nameof(LockHolder), () => inner.LockHolder);
}
