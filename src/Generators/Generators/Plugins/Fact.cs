namespace Scalewright.Generators.Plugins;

/// <summary>What one declaration of a name says.</summary>
/// <param name="Name">The simple name that it gives a meaning to.</param>
/// <param name="Sum">Sum of its text and of the place it stands at.</param>
/// <param name="Mentions">Names that its meaning may depend on, each once or more.</param>
/// <param name="IsSpace">True for a namespace, which many files declare alike.</param>
internal sealed record Fact(string Name, ulong Sum, string[] Mentions, bool IsSpace = false);
