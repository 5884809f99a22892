namespace Scalewright.Listeners;

/// <summary>Bytes that the bodies of all requests may hold together. Thread-safe.</summary>
/// <param name="maxBytes">Maximum number of bytes.</param>
internal sealed class ByteBudget(long maxBytes)
{
    private long _held;

    /// <summary>Bytes held now.</summary>
    public long HeldBytes => Interlocked.Read(ref _held);

    /// <summary>Takes bytes; false and nothing taken when they do not fit.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _held, bytes) <= maxBytes)
        {
            return true;
        }

        Interlocked.Add(ref _held, -bytes);
        return false;
    }

    /// <summary>Gives bytes back.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _held, -bytes);
}
