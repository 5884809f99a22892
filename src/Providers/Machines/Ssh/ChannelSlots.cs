using Scalewright.Providers.Ssh.Carriers;

namespace Scalewright.Providers.Ssh;

/// <summary>
/// Limits the number of sessions to one machine. The limit is lowered if the server allows fewer sessions.
/// </summary>
internal sealed class ChannelSlots(SshClientOptions options, NodeAddress address, ILogger logger)
{
    private static readonly TimeSpan RefusalDelay = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private int _limit = options.MaxChannelsPerHost;
    private int _acquired;

    public async Task AcquireAsync(CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource> waiter;
        lock (_gate)
        {
            if (_acquired < _limit)
            {
                _acquired++;
                return;
            }

            waiter = _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        await using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            _ => Cancel(waiter, cancellationToken),
            null
        );
        await waiter.Value.Task;
    }

    public void Return()
    {
        lock (_gate)
        {
            _acquired--;
            Pass();
        }
    }

    /// <summary>
    /// Opens a session in the slot of the caller. While the server refuses it, closes an idle session, or lowers the
    /// limit and waits for another slot.
    /// </summary>
    /// <param name="tryCloseIdle">Closes an idle session; returns false if no session is idle.</param>
    /// <exception cref="LinkDownException">The server refused the session for too long.</exception>
    public async Task<T> OpenAsync<T>(Func<Task<T>> open, Func<bool> tryCloseIdle, CancellationToken cancellationToken)
    {
        long start = options.Clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await open();
            }
            catch (SessionRefusedException exception) when (options.Clock.GetElapsedTime(start) > options.ConnectTimeout)
            {
                throw new LinkDownException($"{address} opens no session: {exception.Message}");
            }
            catch (SessionRefusedException)
            {
                if (!tryCloseIdle() && TryShrink())
                {
                    await ReacquireAsync(cancellationToken);
                }
                else
                {
                    await Task.Delay(RefusalDelay, options.Clock, cancellationToken);
                }
            }
        }
    }

    // The limit stays if only the caller has a slot.
    private bool TryShrink()
    {
        lock (_gate)
        {
            if (_acquired <= 1)
            {
                return false;
            }

            _limit = Math.Min(_limit, _acquired - 1);
            SshLog.SessionLimitLowered(logger, address.Host, _limit);
            return true;
        }
    }

    private async Task ReacquireAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RequeueAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The slot counts as acquired again, because the caller will release it.
            lock (_gate)
            {
                _acquired++;
            }

            throw;
        }
    }

    private Task RequeueAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _acquired--;
            return AcquireAsync(cancellationToken);
        }
    }

    private void Cancel(LinkedListNode<TaskCompletionSource> waiter, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (waiter.List is not null)
            {
                _waiting.Remove(waiter);
                waiter.Value.TrySetCanceled(cancellationToken);
            }
        }
    }

    private void Pass()
    {
        while (_acquired < _limit && _waiting.First is { } next)
        {
            _waiting.RemoveFirst();
            _acquired++;
            next.Value.SetResult();
        }
    }
}
