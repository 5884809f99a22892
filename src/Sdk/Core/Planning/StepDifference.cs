namespace Scalewright.Planning;

/// <summary>A field that a step changes.</summary>
/// <param name="Field">The field in words, as in <c>number</c>, <c>next address</c> or <c>labels.tier</c>.</param>
/// <param name="From">What it is; null: nothing. Both are null where the values fit on no line, as the rule of containers.</param>
/// <param name="To">What it shall be; null: nothing.</param>
public sealed record StepDifference(string Field, string? From, string? To)
{
    /// <summary>The difference as plans print it, safe to print: <c>number 1 -> 2</c>, <c>labels.tier 'web' -> none</c>.</summary>
    public override string ToString() => From is null && To is null ? Field : $"{Field} {Show(From)} -> {Show(To)}";

    // Fields with a dot are labels and annotations, whose texts are their user's.
    private string Show(string? value) => value is null ? "none" : Field.Contains('.') ? $"'{Printable.Escape(value)}'" : value;
}
