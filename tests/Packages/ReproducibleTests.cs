using System.IO.Compression;
using System.Text;
using Tests.Shared;

namespace Packages.Tests;

/// <summary>What is released depends on the sources alone, not on where they were built.</summary>
public class ReproducibleTests
{
    private static readonly string[] Sources = ["src/Sdk", "src/Generators", "docs/rules"];
    private static readonly string[] Settings =
        ["src/Directory.Build.props", "Directory.Build.props", "Directory.Packages.props", "BannedSymbols.txt", "nuget.config", ".editorconfig"];

    [Fact]
    public async Task Two_clones_in_different_folders_pack_the_same_bytes_and_no_folder_of_the_machine()
    {
        using TemporaryFolder folder = new();

        string[] packed = await Task.WhenAll(Task.Run(() => Pack(folder, "a")), Task.Run(() => Pack(folder, "deeper/and with a blank")));

        foreach (string package in (string[])[$"Scalewright.Core.{Consumers.Version}.nupkg", $"Scalewright.Core.{Consumers.Version}.snupkg"])
        {
            string one = Path.Combine(packed[0], package);
            string other = Path.Combine(packed[1], package);
            Differing(one, other).ShouldBeEmpty(package);
            Naming(one, folder.Root).ShouldBeEmpty(package);
            File.ReadAllBytes(one).SequenceEqual(File.ReadAllBytes(other)).ShouldBeTrue(package);
        }
    }

    /// <summary>Copies the sources of the core without what was built of them, and packs it as a release.</summary>
    private static string Pack(TemporaryFolder folder, string clone)
    {
        string root = folder.At(clone);
        foreach (string source in Sources.SelectMany(source => Directory.EnumerateFiles(Repository.At(source), "*", SearchOption.AllDirectories)).Where(IsSource))
        {
            Copy(source, root);
        }

        foreach (string file in Settings)
        {
            Copy(Repository.At(file), root);
        }

        // The sources were analyzed when they were built.
        CommandResult packed = Command.Dotnet(
            root,
            new Dictionary<string, string>(),
            "pack", "src/Sdk/Scalewright.Core.csproj", "-c", "Release", "-o", "packed", "-p:RunAnalyzers=false");
        packed.ExitCode.ShouldBe(0, packed.Text);
        return Path.Combine(root, "packed");
    }

    private static bool IsSource(string file) =>
        !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    private static void Copy(string file, string root)
    {
        string target = Path.Combine(root, Path.GetRelativePath(Repository.Root, file));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(file, target);
    }

    /// <summary>Names of the files of two packages that are not the same.</summary>
    private static string[] Differing(string first, string second)
    {
        Dictionary<string, byte[]> one = Files(first);
        Dictionary<string, byte[]> other = Files(second);
        return [.. one.Keys.Union(other.Keys, StringComparer.Ordinal)
            .Where(name => !one.TryGetValue(name, out byte[]? left) || !other.TryGetValue(name, out byte[]? right) || !left.AsSpan().SequenceEqual(right))];
    }

    /// <summary>Names of the files that hold a text, as one byte or two bytes a character.</summary>
    private static string[] Naming(string package, string text) => [.. Files(package)
        .Where(file => file.Value.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0 || file.Value.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0)
        .Select(file => file.Key)];

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
