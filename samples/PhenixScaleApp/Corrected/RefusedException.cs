using Scalewright;

namespace PhenixScaleApp.Corrected;

/// <summary>The experiment is invalid.</summary>
/// <param name="problems">All problems.</param>
internal sealed class RefusedException(ValueList<Problem> problems) : Exception("the experiment is refused")
{
    public ValueList<Problem> Problems => problems;
}
