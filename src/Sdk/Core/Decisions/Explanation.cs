namespace Scalewright.Decisions;

/// <summary>One number of a decision, and the numbers it comes from.</summary>
/// <param name="Name">What the number is.</param>
/// <param name="Value">The number; not a number where a formula gave none.</param>
public sealed record Explanation(string Name, double Value)
{
    /// <summary>What it comes from, in order.</summary>
    public ValueList<Explanation> Parts { get; init; } = [];

    /// <summary>The tree as lines, two spaces deeper for each level.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        Append(text, 0);
        return text.ToString();
    }

    private void Append(StringBuilder text, int depth)
    {
        text.Append(' ', depth * 2).Append(Name).Append(" = ").Append(Value.ToString(CultureInfo.InvariantCulture)).Append('\n');
        foreach (Explanation part in Parts)
        {
            part.Append(text, depth + 1);
        }
    }
}
