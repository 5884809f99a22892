using System.IO.Compression;

namespace Packages.Tests;

[Trait(Category.Name, Category.Packaging)]
public class ReproducibleTests
{
    // The core with its generators, the main package, and the tool, which includes experiments and all providers.
    private static readonly string[] Projects =
    [
        "src/Sdk/Core/Scalewright.Core.csproj",
        "src/Sdk/Scalewright/Scalewright.csproj",
        "src/Sdk/Tool/Scalewright.Tool.csproj",
    ];

    private static readonly string[] Packages =
    [
        $"Scalewright.{Consumers.Version}.nupkg",
        $"Scalewright.Core.{Consumers.Version}.nupkg",
        $"Scalewright.Core.{Consumers.Version}.snupkg",
        $"Scalewright.{Consumers.Version}.snupkg",
        $"Scalewright.Tool.{Consumers.Version}.nupkg",
    ];

    /// <summary>The second clone is cloned from the first, so they also differ in their origin.</summary>
    [MachineFact("clone")]
    public void Packages_of_two_clones_are_identical_and_contain_no_local_paths()
    {
        using TemporaryFolder folder = new();
        string first = Clone(Repository.Root, folder.At("a"));
        string second = Clone(first, folder.At("deeper", "and with a blank"));

        // One after the other: each build uses all processors.
        string[] packed = [Pack(first), Pack(second)];

        foreach (string made in packed)
        {
            Directory.EnumerateFiles(made).Select(file => Path.GetFileName(file)).ShouldBe(Packages, ignoreOrder: true);
        }

        foreach (string package in Packages)
        {
            string one = Path.Combine(packed[0], package);
            string other = Path.Combine(packed[1], package);
            Differing(one, other).ShouldBeEmpty(package);
            Naming(one, folder.Root).ShouldBeEmpty(package);
            File.ReadAllBytes(one).SequenceEqual(File.ReadAllBytes(other)).ShouldBeTrue(package);
        }
    }

    private static string Clone(string source, string target)
    {
        ProgramResult cloned = Command.Run("git", Repository.Root, new Dictionary<string, string>(), "clone", "--quiet", source, target);
        cloned.ExitCode.ShouldBe(0, cloned.Text);
        return target;
    }

    private static string Pack(string clone)
    {
        string packed = Path.Combine(clone, "packed");
        foreach (string project in Projects)
        {
            // The sources were already analyzed in their build.
            ProgramResult result = Command.Dotnet(
                clone,
                new Dictionary<string, string>(),
                "pack",
                project,
                "-c",
                "Release",
                "-o",
                packed,
                "-p:RunAnalyzers=false"
            );
            result.ExitCode.ShouldBe(0, result.Text);
        }

        return packed;
    }

    private static string[] Differing(string first, string second)
    {
        Dictionary<string, byte[]> one = Files(first);
        Dictionary<string, byte[]> other = Files(second);
        return
        [
            .. one
                .Keys.Union(other.Keys, StringComparer.Ordinal)
                .Where(name =>
                    !one.TryGetValue(name, out byte[]? left)
                    || !other.TryGetValue(name, out byte[]? right)
                    || !left.AsSpan().SequenceEqual(right)
                ),
        ];
    }

    /// <summary>Matches UTF-8 and UTF-16.</summary>
    private static string[] Naming(string package, string text) =>
        [
            .. Files(package)
                .Where(file =>
                    file.Value.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0
                    || file.Value.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0
                )
                .Select(file => file.Key),
        ];

    private static Dictionary<string, byte[]> Files(string package)
    {
        using ZipArchive archive = ZipFile.OpenRead(package);
        return archive.Entries.ToDictionary(entry => entry.FullName, Content, StringComparer.Ordinal);
    }

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        using MemoryStream content = new();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
