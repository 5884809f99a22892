using Scalewright.Journals;

namespace Scalewright.Providers.Guarded;

internal sealed class GuardedDisk(IHasDisk inner, ProviderGuard guard) : IHasDisk
{
    public IFileSystem Files => guard.Ask(nameof(Files), () => inner.Files);

    public LockHolder LockHolder => guard.Ask(nameof(LockHolder), () => inner.LockHolder);
}
