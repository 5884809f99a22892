using Scalewright;

namespace PhenixScaleApp.Corrected;

/// <summary>The experiment cannot be done as it is written.</summary>
/// <param name="problems">Everything that is wrong.</param>
internal sealed class RefusedException(ValueList<Problem> problems) : Exception("the experiment is refused")
{
    /// <summary>Everything that is wrong.</summary>
    public ValueList<Problem> Problems => problems;
}
