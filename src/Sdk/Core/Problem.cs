namespace Scalewright;

/// <summary>Error or warning with its location, the finding and the accepted values.</summary>
/// <param name="Code">Kind of the problem.</param>
/// <param name="Message">The finding, as a clause: <c>-1 is below 1</c>.</param>
/// <param name="Advice">The accepted values, as a clause: <c>use 1 or more</c>.</param>
public sealed record Problem(ProblemCode Code, string Message, string Advice)
{
    /// <summary>Error or warning. Default error.</summary>
    public ProblemSeverity Severity { get; init; } = ProblemSeverity.Error;

    /// <summary>Name of the file as the caller specified it. Empty for objects made in code.</summary>
    public string Source { get; init; } = "";

    /// <summary>Position in the file. <see cref="TextPosition.None"/> for objects made in code.</summary>
    public TextPosition Position { get; init; }

    /// <summary>Path of the field, for example <c>node_template.memory</c>. Empty for the whole document.</summary>
    public string Field { get; init; } = "";

    /// <summary>
    /// Other fields that the problem concerns. Default empty. If <see cref="Field"/> is not in the file, the problem
    /// has the position of the first related field in the file.
    /// </summary>
    public ValueList<string> RelatedFields { get; init; } = [];

    /// <summary>
    /// Returns <c>farm.yaml:9:13 node_template.memory: -1 is below 1; use 1 or more</c>, without unknown parts. A colon
    /// separates the known parts of the location from the message.
    /// </summary>
    public override string ToString()
    {
        StringBuilder text = new(Source);
        if (Position.Line > 0)
        {
            text.Append(text.Length > 0 ? ":" : "").Append(Position);
        }

        if (text.Length > 0 && Field.Length > 0)
        {
            text.Append(' ');
        }

        text.Append(Field);
        if (text.Length > 0)
        {
            text.Append(": ");
        }

        return text.Append(Message).Append("; ").Append(Advice).ToString();
    }
}
