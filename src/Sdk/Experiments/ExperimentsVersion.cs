namespace Scalewright.Experiments;

/// <summary>The version of this library, as its package says and <c>provenance.json</c> names it; a test holds the two together. The commit is <c>BuildCommit</c>, which the build writes.</summary>
internal static class ExperimentsVersion
{
    public const string Text = "0.1.0";
}
