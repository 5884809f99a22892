namespace Scalewright.Planning;

/// <summary>Field that a step changes.</summary>
/// <param name="Field">Name of the field, for example <c>number</c>, <c>next address</c> or <c>labels.tier</c>.</param>
/// <param name="From">Current value, null if unset. Both are null if the values do not fit on a line.</param>
/// <param name="To">Desired value, null if unset.</param>
/// <remarks>User data may contain credentials, so its length and the start of its SHA-256 replace it.</remarks>
public sealed record StepDifference(string Field, string? From, string? To)
{
    /// <summary>Returns a text that is safe to print: <c>number 1 -> 2</c>, <c>labels.tier 'web' -> none</c>.</summary>
    public override string ToString() => From is null && To is null ? Field : $"{Field} {Show(From)} -> {Show(To)}";

    // Fields with a dot are labels and annotations, which contain user text.
    private string Show(string? value) => value is not null && Field.Contains('.') ? $"'{TextEscaping.Escape(value)}'" : value ?? "none";
}
