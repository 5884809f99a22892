namespace Loopback.Minimega.Language;

/// <summary>A line that was understood.</summary>
/// <param name="Name">The command's own words in full, as in <c>cc exec</c>.</param>
/// <param name="Values">What was given, in order; choices in full.</param>
/// <param name="Nested">The command that follows a modifier or namespace; null when there is none.</param>
/// <param name="Spelling">For each word of the line how well it fits: 2 in full, 1 cut short or a value.</param>
internal sealed record CommandMatch(string Name, IReadOnlyList<string> Values, CommandMatch? Nested, string Spelling);
