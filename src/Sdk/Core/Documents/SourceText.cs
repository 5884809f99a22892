namespace Scalewright.Documents;

/// <summary>Validated text: UTF-8 bytes without forbidden control characters and without a byte-order mark.</summary>
internal sealed class SourceText
{
    private static readonly SearchValues<byte> ForbiddenControls = SearchValues.Create([
        .. Enumerable.Range(0, 32).Select(value => (byte)value).Except("\t\n\r"u8.ToArray()),
    ]);

    private SourceText(ReadOnlyMemory<byte> utf8) => Utf8 = utf8;

    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>
    /// Checks the size, then the encoding, then control characters. Reports the first problem and returns null.
    /// </summary>
    public static SourceText? Check(ReadOnlyMemory<byte> bytes, ReadLimits limits, ProblemList problems)
    {
        if (bytes.Length > limits.MaxBytes)
        {
            problems.AddError(
                ProblemCode.SizeLimit,
                new TextPosition(1, 1),
                "",
                $"the document exceeds {limits.MaxBytes} bytes",
                "split it, or raise the limit in code"
            );
            return null;
        }

        ReadOnlyMemory<byte> utf8 = bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        return FindProblem(utf8.Span) is { } problem ? Reject(problem, problems) : new SourceText(utf8);
    }

    public string Decode() => Encoding.UTF8.GetString(Utf8.Span);

    private static SourceText? Reject(Problem problem, ProblemList problems)
    {
        problems.Add(problem);
        return null;
    }

    private static Problem? FindProblem(ReadOnlySpan<byte> utf8)
    {
        if (!IsUtf8(utf8, out int invalidOffset))
        {
            return new Problem(ProblemCode.InvalidEncoding, $"byte 0x{utf8[invalidOffset]:X2} is not UTF-8", "save the file as UTF-8")
            {
                Position = GetPosition(utf8, invalidOffset),
            };
        }

        int control = utf8.IndexOfAny(ForbiddenControls);
        return control < 0
            ? null
            : new Problem(
                ProblemCode.ControlCharacter,
                $"the control character \\u{(int)utf8[control]:x4} is not allowed",
                "remove it, or write it as an escape in quotes"
            )
            {
                Position = GetPosition(utf8, control),
            };
    }

    private static bool IsUtf8(ReadOnlySpan<byte> utf8, out int invalidOffset)
    {
        invalidOffset = 0;
        if (System.Text.Unicode.Utf8.IsValid(utf8))
        {
            return true;
        }

        while (Rune.DecodeFromUtf8(utf8[invalidOffset..], out _, out int length) == OperationStatus.Done)
        {
            invalidOffset += length;
        }

        return false;
    }

    private static TextPosition GetPosition(ReadOnlySpan<byte> utf8, int offset)
    {
        Utf8Cursor cursor = default;
        cursor.Advance(utf8[..offset]);
        return cursor.Position;
    }
}
