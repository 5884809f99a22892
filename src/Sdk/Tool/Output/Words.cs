namespace Scalewright.Tool.Output;

/// <summary>Words of JSON for values of the library.</summary>
internal static class Words
{
    /// <summary>The value in lower case, as in <c>ready</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
