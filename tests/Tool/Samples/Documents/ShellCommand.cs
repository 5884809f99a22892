namespace Samples.Tests.Documents;

/// <summary>A command.</summary>
/// <param name="Place">File and line of its block.</param>
/// <param name="Text">The command as the document has it.</param>
/// <param name="Shown">The lines that it prints; null: the document does not show them, and the command succeeds.</param>
internal sealed record ShellCommand(string Place, string Text, IReadOnlyList<string>? Shown) : ShellStep;
