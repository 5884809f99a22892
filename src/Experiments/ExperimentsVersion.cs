namespace Scalewright.Experiments;

/// <summary>The version of this library, for where data comes from; a test holds it against the package's.</summary>
internal static class ExperimentsVersion
{
    public const string Text = "0.1.0";
}
