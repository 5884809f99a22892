namespace Scalewright.Experiments;

/// <summary>Library version, for <c>provenance.json</c>. A test keeps it equal to the package version.</summary>
internal static class ExperimentsVersion
{
    public const string Text = "0.1.0";
}
