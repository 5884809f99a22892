namespace Sweeps.Tests;

internal static class SweepHost
{
    public static string Configuration => AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";

    /// <summary>The tool, which runs elements of experiments and explorations.</summary>
    public static ValueList<string> Tool =>
        ["dotnet", Repository.At("src", "Sdk", "Tool", "bin", Configuration, "net10.0", "Scalewright.Tool.dll")];

    public static ValueList<string> Words => [TestProgram.Path];

    /// <summary>The program, which kills itself once at a key.</summary>
    public static ValueList<string> WordsThatDie(string key, string mark) => ["env", $"SWEEP_KILL={key}", $"SWEEP_KILLED={mark}", .. Words];

    /// <summary>The program, which records its start in a folder, and waits there to be released.</summary>
    public static ValueList<string> WordsThatNote(string folder) => ["env", $"SWEEP_NOTES={folder}", .. Words];

    /// <summary>The program, which hangs at a key.</summary>
    public static ValueList<string> WordsThatHang(string key) => ["env", $"SWEEP_HANG={key}", .. Words];
}
