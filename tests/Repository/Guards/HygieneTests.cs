namespace Sdk.Tests.Guards;

public class HygieneTests
{
    // Each text is split, so that this file does not contain it.
    private static readonly string[] MachinePaths = ["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "C:" + "\\Users\\", "/Us" + "ers/"];
    private static readonly string[] PackageHosts =
    [
        "nuget" + ".org",
        "npmjs" + ".org",
        "pypi" + ".org",
        "myget" + ".org",
        "pkgs.dev.az" + "ure.com",
        "artif" + "actory",
    ];

    private static readonly string[] Files = [.. TrackedFiles()];

    [Fact]
    public void No_file_contains_a_local_machine_path() => FilesWith(MachinePaths).ShouldBeEmpty();

    [Fact]
    public void No_file_contains_the_host_of_a_package_registry() => FilesWith(PackageHosts).ShouldBeEmpty();

    [Fact]
    public void No_tracked_file_has_carriage_returns() =>
        Files.Where(file => !IsCase(file) && File.ReadAllBytes(file).Contains((byte)'\r')).ShouldBeEmpty();

    [Fact]
    public void No_binary_file_is_tracked() =>
        Files.Where(file => !IsCase(file) && File.ReadAllBytes(file).Contains((byte)0)).ShouldBeEmpty();

    [Fact]
    public void The_NuGet_configuration_contains_no_URL() => File.ReadAllText(Repository.At("nuget.config")).ShouldNotContain("://");

    private static IEnumerable<string> FilesWith(string[] words) =>
        Files
            .Where(file => !IsCase(file))
            .SelectMany(file =>
                words.Where(File.ReadAllText(file).Contains).Select(word => $"{Path.GetRelativePath(Repository.Root, file)} has {word}")
            );

    /// <summary>Recorded cases are kept byte for byte.</summary>
    private static bool IsCase(string file) => file.StartsWith(Repository.At("tests", "Conformance", "Cases"), StringComparison.Ordinal);

    /// <summary>Includes untracked files. Without git, returns all files outside of build outputs.</summary>
    private static IEnumerable<string> TrackedFiles()
    {
        try
        {
            ProcessStartInfo git = new("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            {
                WorkingDirectory = Repository.Root,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            };
            using Process process = Process.Start(git)!;
            string[] names = process.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
            process.WaitForExit();
            if (process.ExitCode == 0 && names.Length > 0)
            {
                return names.Select(name => Repository.At(name)).Where(File.Exists);
            }
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // Git is not installed; the folders are enumerated instead.
        }

        string[] outputs =
        [
            ".git",
            .. File.ReadLines(Repository.At(".gitignore")).Where(line => line.EndsWith('/')).Select(line => line.TrimEnd('/')),
        ];
        return Directory
            .EnumerateFiles(Repository.Root, "*", SearchOption.AllDirectories)
            .Where(file =>
                !Path.GetRelativePath(Repository.Root, file)
                    .Split(Path.DirectorySeparatorChar)
                    .Intersect(outputs, StringComparer.Ordinal)
                    .Any()
            );
    }
}
