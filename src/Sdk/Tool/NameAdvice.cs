namespace Scalewright.Tool;

/// <summary>Advice for names that do not exist.</summary>
internal static class NameAdvice
{
    private const int NamesShown = 10;

    /// <summary>Returns the nearest name, and the first known names.</summary>
    /// <param name="name">The unknown name.</param>
    /// <param name="knownNames">Names that exist.</param>
    /// <param name="none">Advice if no name exists.</param>
    public static string From(string name, IReadOnlyList<string> knownNames, string none)
    {
        if (knownNames.Count == 0)
        {
            return none;
        }

        string rest = knownNames.Count > NamesShown ? " or another" : "";
        string all = $"use {string.Join(", ", knownNames.Take(NamesShown).Select(TextEscaping.Escape))}{rest}";
        return Spelling.FindClosest(name, knownNames) is { } near ? $"did you mean '{TextEscaping.Escape(near)}'? {all}" : all;
    }
}
