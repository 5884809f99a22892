using System.Diagnostics.CodeAnalysis;

namespace Scalewright.Providers.Local.Links;

/// <summary>A link, a limit or a namespace that could not be made or removed.</summary>
[SuppressMessage("Design", "CA1064", Justification = "Told as the outcome of a step; it never leaves this library.")]
internal sealed class LinkException(Problem problem, Exception? inner = null) : Exception(problem.ToString(), inner)
{
    public Problem Problem => problem;
}
