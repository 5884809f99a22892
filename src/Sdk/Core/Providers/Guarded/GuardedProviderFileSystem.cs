using Scalewright.Journals;

namespace Scalewright.Providers.Guarded;

internal sealed class GuardedProviderFileSystem(IProviderFileSystem inner, ProviderGuard guard) : IProviderFileSystem
{
    public IFileSystem FileSystem => guard.Query(nameof(FileSystem), () => inner.FileSystem);

    public LockHolder LockHolder => guard.Query(nameof(LockHolder), () => inner.LockHolder);
}
