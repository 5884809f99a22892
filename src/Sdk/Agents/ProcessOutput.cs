using Scalewright.Agents.Wire;

namespace Scalewright.Agents;

/// <summary>Receives a program's output. Keeps the first and last bytes of each stream, up to a limit.</summary>
public sealed class ProcessOutput
{
    private readonly HeadTailBuffer _output;
    private readonly HeadTailBuffer _error;

    private OutputPump? _pump;

    /// <summary>Creates an empty output.</summary>
    /// <param name="maxBytes">Maximum number of bytes of each stream that are kept.</param>
    public ProcessOutput(int maxBytes) => (_output, _error) = (new HeadTailBuffer(maxBytes), new HeadTailBuffer(maxBytes));

    internal bool IsOutOfMemory { get; private set; }

    internal long DroppedBytes => _output.Dropped + _error.Dropped;

    internal long DroppedErrorBytes => _error.Dropped;

    /// <summary>Adds bytes of standard output.</summary>
    /// <param name="bytes">The bytes, which are copied.</param>
    public void WriteOutput(ReadOnlySpan<byte> bytes)
    {
        _output.Add(bytes);
        Volatile.Read(ref _pump)?.Notify();
    }

    /// <summary>Adds bytes of standard error.</summary>
    /// <param name="bytes">The bytes, which are copied.</param>
    public void WriteError(ReadOnlySpan<byte> bytes)
    {
        _error.Add(bytes);
        Volatile.Read(ref _pump)?.Notify();
    }

    /// <summary>Records that the kernel killed the program for lack of memory.</summary>
    public void ReportOutOfMemory() => IsOutOfMemory = true;

    /// <summary>Creates a pump that forwards the output, and ends the previous pump.</summary>
    internal OutputPump Follow(Func<bool> isCompleted)
    {
        OutputPump pump = new(_output, _error);
        Interlocked.Exchange(ref _pump, pump)?.End();
        if (isCompleted())
        {
            pump.End();
        }

        return pump;
    }

    internal void End() => Volatile.Read(ref _pump)?.End();

    /// <summary>Returns the kept bytes of standard output.</summary>
    public byte[] GetOutput() => _output.ToArray();

    /// <summary>Returns the kept bytes of standard error.</summary>
    public byte[] GetError() => _error.ToArray();
}
