namespace Scalewright;

/// <summary>The version of this library, as its package says; a test holds the two together.</summary>
internal static class SdkVersion
{
    public const string Text = "0.1.0";
}
