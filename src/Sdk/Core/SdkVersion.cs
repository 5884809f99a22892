namespace Scalewright;

/// <summary>Version of this library. A test compares it with the package version.</summary>
internal static class SdkVersion
{
    public const string Text = "0.1.0";
}
