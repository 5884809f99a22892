namespace Scalewright.Agents.Processes;

/// <summary>Options of <see cref="OutputLog"/>.</summary>
public sealed record OutputLogOptions
{
    /// <summary>Maximum number of bytes per stream, at least 16 times <see cref="MaxRecordBytes"/>. The oldest files
    /// are dropped. Default 64 MiB.</summary>
    public long MaxBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Maximum size of a record in bytes, 16 or more. Longer lines are split. Default 64 KiB.</summary>
    public int MaxRecordBytes { get; init; } = 64 * 1024;

    /// <summary>Time provider for the records. Default: system time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
