namespace Loopback.Minimega.Language;

/// <param name="Name">The keywords in full, as in <c>cc exec</c>.</param>
/// <param name="Values">Arguments in order, choices in full.</param>
/// <param name="Nested">The command after a modifier or namespace.</param>
/// <param name="Spelling">A digit for each word: 2 for a keyword in full, 1 for an abbreviation or a value.</param>
internal sealed record CommandMatch(string Name, IReadOnlyList<string> Values, CommandMatch? Nested, string Spelling);
