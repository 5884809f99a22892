namespace Samples.Tests.Documents;

/// <summary>A command.</summary>
/// <param name="Shown">The lines that it prints; null: the document does not show them, and the command succeeds.</param>
internal sealed record ShellCommand(string Place, string Text, IReadOnlyList<string>? Shown) : ShellStep;
