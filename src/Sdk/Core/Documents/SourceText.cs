namespace Scalewright.Documents;

/// <summary>Validated bytes: strict UTF-8 without forbidden control characters or a byte-order mark.</summary>
internal sealed class SourceText
{
    private static readonly SearchValues<byte> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 32).Select(value => (byte)value).Except("\t\n\r"u8.ToArray())]);

    private SourceText(ReadOnlyMemory<byte> utf8) => Utf8 = utf8;

    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>Checks size, encoding and control characters in order; reports the first problem.</summary>
    public static SourceText? Check(ReadOnlyMemory<byte> bytes, ReadLimits limits, ProblemList problems)
    {
        if (bytes.Length > limits.MaxBytes)
        {
            problems.AddError(ProblemCode.SizeLimit, new TextPosition(1, 1), "",
                $"it has more than {limits.MaxBytes} bytes", "split it, or raise the limit in code");
            return null;
        }

        ReadOnlyMemory<byte> utf8 = bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        return FindProblem(utf8.Span) is { } problem ? Refuse(problem, problems) : new SourceText(utf8);
    }

    public string Decode() => Encoding.UTF8.GetString(Utf8.Span);

    private static SourceText? Refuse(Problem problem, ProblemList problems)
    {
        problems.Add(problem);
        return null;
    }

    private static Problem? FindProblem(ReadOnlySpan<byte> utf8)
    {
        if (!IsUtf8(utf8, out int bad))
        {
            return new Problem(ProblemCode.InvalidEncoding, $"byte 0x{utf8[bad]:X2} is not UTF-8",
                "save the file as UTF-8") { Position = SpotOf(utf8, bad) };
        }

        int control = utf8.IndexOfAny(Controls);
        return control < 0
            ? null
            : new Problem(
                ProblemCode.ControlCharacter, $"the control character \\u{(int)utf8[control]:x4} may not be in it",
                "remove it, or write it as an escape in quotes")
            {
                Position = SpotOf(utf8, control),
            };
    }

    private static bool IsUtf8(ReadOnlySpan<byte> utf8, out int bad)
    {
        bad = 0;
        if (System.Text.Unicode.Utf8.IsValid(utf8))
        {
            return true;
        }

        while (Rune.DecodeFromUtf8(utf8[bad..], out _, out int length) == OperationStatus.Done)
        {
            bad += length;
        }

        return false;
    }

    private static TextPosition SpotOf(ReadOnlySpan<byte> utf8, int offset)
    {
        Utf8Cursor cursor = default;
        cursor.Advance(utf8[..offset]);
        return cursor.Spot;
    }
}
