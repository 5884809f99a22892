namespace Scalewright.Logs;

/// <summary>Formats a record as readable lines: <c>TAG(ADDRESS) TIME LOGGER LEVEL | TEXT</c>.</summary>
/// <remarks>Missing values are shown as by vt_cluster's log server: <c>None</c>, and <c>Level None</c> as level name.
/// Further lines of the text, the exception and the stack follow, each after four spaces, <c>&gt;</c> and a space. No
/// first line starts this way, so a node cannot forge lines of another node. Other control characters are written as
/// <c>\u001b</c>.</remarks>
internal sealed class TextLogFormat : ILogFormat
{
    /// <summary>The only instance.</summary>
    public static TextLogFormat Default { get; } = new();

    public string FileExtension => ".log";

    public void Write(IBufferWriter<byte> output, LogOrigin origin, LogRecord record)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(record);
        LogEscaping.Write(output, origin.Tag);
        output.Write("("u8);
        LogEscaping.Write(output, origin.Address);
        output.Write(") "u8);
        LogEscaping.Write(output, record.Time ?? "None");
        output.Write(" "u8);
        LogEscaping.Write(output, record.Logger ?? "None");
        output.Write(" "u8);
        LogEscaping.Write(output, record.LevelName ?? "Level None");
        output.Write(" | "u8);
        WriteText(output, record.Message, isFirst: true);
        foreach (string piece in record.Exception)
        {
            WriteText(output, piece, isFirst: false);
        }

        if (record.Stack is { } stack)
        {
            WriteText(output, stack, isFirst: false);
        }
    }

    private static void WriteText(IBufferWriter<byte> output, string text, bool isFirst)
    {
        ReadOnlySpan<char> rest = text.AsSpan().TrimEnd("\r\n");
        int end;
        do
        {
            end = rest.IndexOf('\n');
            if (!isFirst)
            {
                output.Write("    > "u8);
            }

            LogEscaping.Write(output, (end < 0 ? rest : rest[..end]).TrimEnd('\r'));
            output.Write("\n"u8);
            rest = end < 0 ? default : rest[(end + 1)..];
            isFirst = false;
        } while (end >= 0);
    }
}
