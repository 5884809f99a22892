namespace Scalewright.Decisions;

/// <summary>One number of a decision and the numbers from which it was computed.</summary>
/// <param name="Name">Name of the number.</param>
/// <param name="Value">The number; NaN if the formula returned NaN.</param>
public sealed record Explanation(string Name, double Value)
{
    /// <summary>Numbers from which it was computed, in order.</summary>
    public ValueList<Explanation> Parts { get; init; } = [];

    /// <summary>Returns the tree as lines, indented by two spaces per level.</summary>
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
