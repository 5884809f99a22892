namespace Scalewright.Providers.AutoScaling.Filters;

/// <summary>Selects items by optional lists of names.</summary>
internal static class SelectionExtensions
{
    /// <summary>Returns true if a list names an item, or names none and so selects all.</summary>
    public static bool Selects(this ValueList<string> names, string name) =>
        names.Count == 0 || names.Contains(name, StringComparer.Ordinal);
}
