using Scalewright;

namespace ScalehubSample;

/// <summary>A verb failed with problems, or has already written them to standard error.</summary>
/// <param name="problems">The problems; empty if they have been written.</param>
internal sealed class VerbException(params IEnumerable<Problem> problems) : Exception
{
    public ValueList<Problem> Problems { get; } = [.. problems];
}
