namespace Scalewright.Tool;

/// <summary>Colours of a stream: ANSI sequences (ECMA-48, SGR) on a terminal, none elsewhere.</summary>
/// <param name="IsColored">True if the stream shows colours.</param>
internal sealed record AnsiColors(bool IsColored)
{
    /// <summary>No colours.</summary>
    public static AnsiColors None { get; } = new(IsColored: false);

    /// <summary>Returns the text in green: created, or successful.</summary>
    public string Green(string text) => Paint("32", text);

    /// <summary>Returns the text in yellow: changed, or a warning.</summary>
    public string Yellow(string text) => Paint("33", text);

    /// <summary>Returns the text in red: removed, or failed.</summary>
    public string Red(string text) => Paint("31", text);

    /// <summary>Returns the text in bold.</summary>
    public string Bold(string text) => Paint("1", text);

    /// <summary>Returns lines with their severity in colour.</summary>
    /// <param name="lines">Lines such as <c>error: …</c> and <c>warning: …</c>.</param>
    public string PaintSeverities(string lines) => IsColored ? string.Join('\n', lines.Split('\n').Select(PaintSeverity)) : lines;

    private string PaintSeverity(string line) =>
        line switch
        {
            _ when line.StartsWith("error:", StringComparison.Ordinal) => Red("error:") + line["error:".Length..],
            _ when line.StartsWith("warning:", StringComparison.Ordinal) => Yellow("warning:") + line["warning:".Length..],
            _ => line,
        };

    private string Paint(string code, string text) => IsColored && text.Length > 0 ? $"\e[{code}m{text}\e[0m" : text;
}
