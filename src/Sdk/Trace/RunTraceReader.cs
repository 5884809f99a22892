using System.Buffers.Binary;

namespace Scalewright.Traces;

/// <summary>Reads the runs of a trace file, or of a page that contains one.</summary>
/// <remarks>
/// A damaged, incomplete or hostile file never leads to an exception: all that precedes the damage is returned. Files
/// of more than <see cref="MaxBytes"/> are refused.
/// </remarks>
/// <example>
/// Shows what failed, and the calls of the program before that:
/// <code>
/// RunTraceReadResult read = await RunTraceReader.ReadAsync("run.swtrace");
/// RunTrace run = read.Runs[0];
/// Console.WriteLine(run.End?.Message);
/// foreach (RunEvent call in run.Events.Where(item => item.Kind == RunEventKind.Call))
///     Console.WriteLine($"{call.Start} {run.Subjects[call.Subject]}: {call.Message} {call.Result}");
/// </code>
/// </example>
public static class RunTraceReader
{
    /// <summary>Maximum size of a trace in bytes, 256 MiB, also after decompression.</summary>
    public const int MaxBytes = 256 * 1_024 * 1_024;

    private const int ChunkLength = 64 * 1_024;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Path of a <c>.swtrace</c> file, or of an HTML page with a trace.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async Task<RunTraceReadResult> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            await using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return await ReadAsync(file, path, cancellationToken);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return new RunTraceReadResult([], [TraceProblems.Unreadable(path, "the file does not exist")]);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new RunTraceReadResult([], [TraceProblems.Unreadable(path, failure.Message.TrimEnd('.'))]);
        }
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">Stream with the bytes of a file.</param>
    /// <param name="source">Name of the file as the caller specified it, for problems.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static async Task<RunTraceReadResult> ReadAsync(Stream stream, string source = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ReadOnlyMemory<byte>? bytes = await ReadAllAsync(stream, cancellationToken);
        return bytes is { } all ? Read(all.Span, source) : TooLarge(source);
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="bytes">Content of a <c>.swtrace</c> file, or of an HTML page with a trace.</param>
    /// <param name="source">Name of the file as the caller specified it, for problems.</param>
    public static RunTraceReadResult Read(ReadOnlySpan<byte> bytes, string source = "")
    {
        if (IsTrace(bytes))
        {
            return ReadBlocks(bytes, source);
        }

        if (!TracePage.TryFind(bytes, out ReadOnlySpan<byte> content))
        {
            return new RunTraceReadResult([], [TraceProblems.NoTrace(source)]);
        }

        if (!TracePage.TryDecode(content, MaxBytes, out ReadOnlyMemory<byte> file))
        {
            return TooLarge(source);
        }

        return IsTrace(file.Span) ? ReadBlocks(file.Span, source) : new RunTraceReadResult([], [TraceProblems.NoTrace(source)]);
    }

    /// <returns>All bytes; null if there are more than the limit.</returns>
    private static async Task<ReadOnlyMemory<byte>?> ReadAllAsync(Stream stream, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> bytes = new();
        while (await stream.ReadAsync(bytes.GetMemory(ChunkLength), cancellationToken) is var count and > 0)
        {
            bytes.Advance(count);
            if (bytes.WrittenCount > MaxBytes)
            {
                return null;
            }
        }

        return bytes.WrittenMemory;
    }

    // Only its last byte, the version, can differ. A file that is cut off within these bytes is a trace as well.
    private static bool IsTrace(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> name = TraceBlock.Header[..^1];
        int length = Math.Min(bytes.Length, name.Length);
        return length > 0 && bytes[..length].SequenceEqual(name[..length]);
    }

    private static RunTraceReadResult TooLarge(string source) =>
        new([], [TraceProblems.TooLarge(source, "it has more than 256 MiB", "record fewer seeds or a shorter run")]);

    private static RunTraceReadResult ReadBlocks(ReadOnlySpan<byte> bytes, string source)
    {
        int at = TraceBlock.Header.Length;
        if (bytes.Length < at)
        {
            return new RunTraceReadResult([], [TraceProblems.Truncated(source, 0)]);
        }

        if (bytes[at - 1] != TraceBlock.Header[^1])
        {
            return new RunTraceReadResult([], [TraceProblems.Newer(source, bytes[at - 1])]);
        }

        RunTraceBuilder builder = new();
        Problem? problem = null;
        while (at < bytes.Length && problem is null)
        {
            (problem, int length) = ReadBlock(bytes[at..], builder, source, at);
            at += length;
        }

        return new RunTraceReadResult(builder.ToRuns(), problem is null ? [] : [problem]);
    }

    private static (Problem? Problem, int Length) ReadBlock(ReadOnlySpan<byte> bytes, RunTraceBuilder builder, string source, int offset)
    {
        VarintReader reader = new(bytes);
        byte type = reader.ReadByte();
        ulong length;
        try
        {
            length = reader.ReadVarint();
        }
        catch (InvalidDataException) when (reader.Left == 0)
        {
            return (TraceProblems.Truncated(source, offset), 0);
        }
        catch (InvalidDataException failure)
        {
            return (TraceProblems.Damaged(source, offset, failure.Message), 0);
        }

        if (reader.Left < TraceBlock.ChecksumLength || length > (ulong)(reader.Left - TraceBlock.ChecksumLength))
        {
            return (TraceProblems.Truncated(source, offset), 0);
        }

        int start = bytes.Length - reader.Left;
        int end = start + (int)length;
        ReadOnlySpan<byte> payload = bytes[start..end];
        if (TraceBlock.GetChecksum(payload) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[end..]))
        {
            return (TraceProblems.Damaged(source, offset, "its checksum does not match"), 0);
        }

        try
        {
            builder.Add(type, payload);
        }
        catch (InvalidDataException failure)
        {
            return (TraceProblems.Damaged(source, offset, failure.Message), 0);
        }

        return (builder.NewerVersion is { } version ? TraceProblems.Newer(source, version) : null, end + TraceBlock.ChecksumLength);
    }
}
