namespace Scalewright;

/// <summary>Version of this library. A test compares it with the package version.</summary>
public static class SdkVersion
{
    /// <summary>Semantic version, for example <c>1.2.0</c>.</summary>
    public const string Text = "0.1.0";
}
