using Scalewright.Agents.Wire;

namespace Scalewright.Agents;

/// <summary>Receives a program's output. Keeps the start and the end of each stream, up to a limit.</summary>
public sealed class ProcessOutput
{
    private readonly HeadTailBuffer _output;
    private readonly HeadTailBuffer _error;

    private OutputPump? _follower;

    internal ProcessOutput(int bytesMax) =>
        (_output, _error) = (new HeadTailBuffer(bytesMax), new HeadTailBuffer(bytesMax));

    internal bool IsOutOfMemory { get; private set; }

    internal long DroppedBytes => _output.Dropped + _error.Dropped;

    internal long DroppedErrorBytes => _error.Dropped;

    /// <summary>Adds bytes of standard output.</summary>
    /// <param name="bytes">The bytes; copied.</param>
    public void WriteOutput(ReadOnlySpan<byte> bytes)
    {
        _output.Add(bytes);
        Volatile.Read(ref _follower)?.Notify();
    }

    /// <summary>Adds bytes of standard error.</summary>
    /// <param name="bytes">The bytes; copied.</param>
    public void WriteError(ReadOnlySpan<byte> bytes)
    {
        _error.Add(bytes);
        Volatile.Read(ref _follower)?.Notify();
    }

    /// <summary>Records that the kernel killed the program for lack of memory.</summary>
    public void ReportOutOfMemory() => IsOutOfMemory = true;

    /// <summary>Starts a follower of the output. It replaces the previous follower.</summary>
    internal OutputPump Follow(Func<bool> isCompleted)
    {
        OutputPump follower = new(_output, _error);
        Interlocked.Exchange(ref _follower, follower)?.End();
        if (isCompleted())
        {
            follower.End();
        }

        return follower;
    }

    internal void End() => Volatile.Read(ref _follower)?.End();

    internal byte[] GetOutput() => _output.ToArray();

    internal byte[] GetError() => _error.ToArray();
}
