namespace Scalewright;

/// <summary>One thing that is wrong: where, what was found, and what would be accepted.</summary>
/// <param name="Code">The kind of problem.</param>
/// <param name="Found">What was found, as a clause: <c>-1 is below 1</c>.</param>
/// <param name="Advice">What would be accepted, as a clause: <c>use 1 or more</c>.</param>
public sealed record Problem(ProblemCode Code, string Found, string Advice)
{
    /// <summary>Error or warning; default error.</summary>
    public ProblemSeverity Severity { get; init; } = ProblemSeverity.Error;

    /// <summary>The file as the caller named it; empty for what was made in code.</summary>
    public string Source { get; init; } = "";

    /// <summary>Where in the file; <see cref="TextSpot.None"/> for what was made in code.</summary>
    public TextSpot Spot { get; init; }

    /// <summary>The field with its path, as in <c>node_template.memory</c>; empty for the whole.</summary>
    public string Field { get; init; } = "";

    /// <summary>
    /// Other fields that the problem is about; default none. Where <see cref="Field"/> is not written, the problem stands at the first of
    /// them that is.
    /// </summary>
    public ValueList<string> RelatedFields { get; init; } = [];

    /// <summary><c>farm.yaml:9:13 node_template.memory: -1 is below 1; use 1 or more</c>; leaves out what is not known.</summary>
    public override string ToString()
    {
        StringBuilder text = new(Source);
        if (Spot.Line > 0)
        {
            text.Append(text.Length > 0 ? ":" : "").Append(Spot);
        }

        if (text.Length > 0)
        {
            text.Append(' ');
        }

        if (Field.Length > 0)
        {
            text.Append(Field).Append(": ");
        }

        return text.Append(Found).Append("; ").Append(Advice).ToString();
    }
}
