namespace Scalewright.Agents.Processes;

/// <summary>How much a log of programs keeps.</summary>
public sealed record OutputLogOptions
{
    /// <summary>Bytes kept of each of the two streams, 16 of the longest records or more; what is older is dropped. Default 64 MiB.</summary>
    public long BytesMax { get; init; } = 64 * 1024 * 1024;

    /// <summary>The longest record, 16 bytes or more, in bytes; a longer line becomes several. Default 64 KiB.</summary>
    public int RecordBytesMax { get; init; } = 64 * 1024;

    /// <summary>Time for the records; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
