namespace Tests.Shared;

/// <summary>The copy beside these tests lacks some libraries.</summary>
internal static class ShubProgram
{
    public static string Path =>
        Repository.At(
            "samples",
            "Scalehub",
            "bin",
            AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug",
            "net10.0",
            "shub.dll"
        );
}
