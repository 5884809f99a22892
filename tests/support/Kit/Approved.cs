namespace Tests.Shared;

/// <summary>Compares texts with tests/approved. <c>APPROVE=1</c> rewrites them, for review as a diff.</summary>
public static class Approved
{
    /// <param name="name">Without folder and extension, as in <c>PublicApi.Scalewright.Core</c>.</param>
    public static void Check(string actual, string name)
    {
        string path = Path.Combine(Repository.Root, "tests", "approved", name + ".txt");
        string text = actual.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        if (Environment.GetEnvironmentVariable("APPROVE") is "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        string approved = File.Exists(path) ? File.ReadAllText(path) : "";
        text.ShouldBe(approved, $"tests/approved/{name}.txt differs; when that is wanted, run the test with APPROVE=1 and review the diff");
    }
}
