using Scalewright.Agents.Wire;

namespace Scalewright.Agents;

/// <summary>Takes what a program writes: of each stream the first and the last half of what may be kept.</summary>
public sealed class ProgramOutput
{
    private readonly KeptBytes _output;
    private readonly KeptBytes _error;

    private OutputFollower? _follower;

    internal ProgramOutput(int bytesMax) => (_output, _error) = (new KeptBytes(bytesMax), new KeptBytes(bytesMax));

    internal bool IsOutOfMemory { get; private set; }

    internal long DroppedBytes => _output.Dropped + _error.Dropped;

    internal long DroppedErrorBytes => _error.Dropped;

    /// <summary>Takes what was written to standard output.</summary>
    /// <param name="bytes">The bytes; copied.</param>
    public void WriteOutput(ReadOnlySpan<byte> bytes)
    {
        _output.Add(bytes);
        Volatile.Read(ref _follower)?.Tell();
    }

    /// <summary>Takes what was written to standard error.</summary>
    /// <param name="bytes">The bytes; copied.</param>
    public void WriteError(ReadOnlySpan<byte> bytes)
    {
        _error.Add(bytes);
        Volatile.Read(ref _follower)?.Tell();
    }

    /// <summary>Tells that the kernel ended the program because memory had run out.</summary>
    public void TellOutOfMemory() => IsOutOfMemory = true;

    /// <summary>Begins to follow what is written; whoever did so before is told no more.</summary>
    /// <param name="isOver">Whether nothing more will be written.</param>
    internal OutputFollower Follow(Func<bool> isOver)
    {
        OutputFollower follower = new(_output, _error);
        Interlocked.Exchange(ref _follower, follower)?.End();
        if (isOver())
        {
            follower.End();
        }

        return follower;
    }

    /// <summary>Nothing more will be written.</summary>
    internal void End() => Volatile.Read(ref _follower)?.End();

    internal byte[] TakeOutput() => _output.ToArray();

    internal byte[] TakeError() => _error.ToArray();
}
