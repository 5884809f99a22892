namespace Scalewright.Journals;

/// <summary>One flush of a file, waiting for a thread of the pool or under way on one.</summary>
internal sealed class LocalFlush(LocalFile file) : IThreadPoolWorkItem
{
    // This thread has nothing else to do: it goes on with who waits.
    private readonly TaskCompletionSource _ended = new();

    public Task Ended => _ended.Task;

    public void Execute()
    {
        try
        {
            file.Flush();
            _ended.SetResult();
        }
        catch (Exception exception) when (exception is DiskException or ObjectDisposedException)
        {
            _ended.SetException(exception);
        }
    }
}
