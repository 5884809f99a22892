using Scalewright.Providers.Ssh.Mux;

namespace Scalewright.Providers.Ssh;

/// <summary>A session that counts among the channels of its machine.</summary>
internal sealed class SlotSession(RemoteSession session, ChannelSlots slots) : IDisposable
{
    private int _isDisposed;

    public RemoteSession Session => session;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            session.Dispose();
            slots.Return();
        }
    }
}
