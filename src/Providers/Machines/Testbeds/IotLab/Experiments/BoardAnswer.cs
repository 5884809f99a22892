namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>Which boards did something, and which did not; full names.</summary>
/// <param name="Done">Those that did.</param>
/// <param name="Failed">Those that did not.</param>
internal sealed record BoardAnswer(ValueList<string> Done, ValueList<string> Failed)
{
    /// <summary>Of the API's lists: <c>0</c> is of those that did it, <c>1</c> and any other of those that did not.</summary>
    public static BoardAnswer Of(Dictionary<string, IReadOnlyList<string>> lists) => new(
        [.. lists.GetValueOrDefault("0") ?? []], [.. lists.Where(list => list.Key != "0").OrderBy(list => list.Key, StringComparer.Ordinal).SelectMany(list => list.Value ?? [])]);
}
