using Scalewright.Providers.Minimega.Guests;

namespace Minimega.Tests;

public sealed class GuestScriptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LinuxFact]
    public void A_folder_is_created_with_its_parents_unless_a_file_has_its_path()
    {
        string path = _folder.At("a b", "it's");
        _folder.Write("file", "");

        string[] results = [Run(path), Run(path), Run(_folder.At("file")), Run(_folder.At("file", "below"))];

        results.ShouldBe(["@begin\n@end", "@begin\n@end", "@begin\n@fault file\n@end", "@begin\n@fault file\n@end"]);
        Directory.Exists(path).ShouldBeTrue();
    }

    private static string Run(string path) =>
        Command
            .Run("sh", "/", new Dictionary<string, string>(StringComparer.Ordinal), ["-c", GuestScripts.CreateFolder(path)])
            .Output.Trim();
}
