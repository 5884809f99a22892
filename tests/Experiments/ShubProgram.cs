namespace Tests.Shared;

/// <summary>The program as it is built: what lies beside these tests lacks what they have from elsewhere.</summary>
internal static class ShubProgram
{
    public static string Path => Repository.At("samples", "Scalehub", "bin", AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug", "net10.0", "shub.dll");
}
