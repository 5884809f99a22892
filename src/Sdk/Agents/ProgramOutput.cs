using Scalewright.Agents.Wire;

namespace Scalewright.Agents;

/// <summary>Takes what a program writes: of each stream the first and the last half of what may be kept.</summary>
public sealed class ProgramOutput
{
    private readonly KeptBytes _output;
    private readonly KeptBytes _error;

    internal ProgramOutput(int bytesMax) => (_output, _error) = (new KeptBytes(bytesMax), new KeptBytes(bytesMax));

    internal bool IsOutOfMemory { get; private set; }

    internal long DroppedBytes => _output.Dropped + _error.Dropped;

    /// <summary>Takes what was written to standard output.</summary>
    /// <param name="bytes">The bytes; copied.</param>
    public void WriteOutput(ReadOnlySpan<byte> bytes) => _output.Add(bytes);

    /// <summary>Takes what was written to standard error.</summary>
    /// <param name="bytes">The bytes; copied.</param>
    public void WriteError(ReadOnlySpan<byte> bytes) => _error.Add(bytes);

    /// <summary>Tells that the kernel ended the program because memory had run out.</summary>
    public void TellOutOfMemory() => IsOutOfMemory = true;

    internal byte[] TakeOutput() => _output.ToArray();

    internal byte[] TakeError() => _error.ToArray();
}
