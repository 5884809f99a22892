using Scalewright;

namespace ScalehubSample;

/// <summary>A verb fails for problems, or for what it has written to standard error already.</summary>
/// <param name="problems">The problems; none when they were written.</param>
internal sealed class VerbException(params IEnumerable<Problem> problems) : Exception
{
    public ValueList<Problem> Problems { get; } = [.. problems];
}
