using System.Text.RegularExpressions;

namespace Exploration.Tests;

/// <summary>The patches that <c>tests/Simulation/Mutants/run</c> applies to a copy of the core.</summary>
public partial class MutantPatchTests
{
    private static readonly string[] Patches =
    [
        .. Directory.EnumerateFiles(Repository.At("tests", "Simulation", "Mutants"), "*.patch").Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void All_mutant_patches_apply_to_the_core_in_sequence()
    {
        Dictionary<string, string> files = new(StringComparer.Ordinal);

        foreach (string patch in Patches)
        {
            Apply(File.ReadAllText(patch), Path.GetFileName(patch), files);
        }

        Patches.Length.ShouldBe(24);
        files.Keys.ShouldAllBe(file => file.StartsWith("src/Sdk/Core/", StringComparison.Ordinal));
    }

    [Fact]
    public void Each_mutant_patch_checks_only_for_its_own_name()
    {
        foreach (string patch in Patches)
        {
            string[] lines = [.. File.ReadLines(patch).Where(line => line.StartsWith('+') || line.StartsWith('-'))];
            string[] added = [.. lines.Where(line => line[0] == '+').SelectMany(NamesIn)];
            string[] removed = [.. lines.Where(line => line[0] == '-').SelectMany(NamesIn)];

            added
                .Distinct(StringComparer.Ordinal)
                .Except(removed, StringComparer.Ordinal)
                .ShouldBe([Path.GetFileNameWithoutExtension(patch)]);
        }
    }

    private static IEnumerable<string> NamesIn(string line) => MutantName().Matches(line).Select(match => match.Groups["name"].Value);

    /// <summary>Applies a patch. Removed and context lines of each hunk must occur exactly once in the file.</summary>
    private static void Apply(string patch, string name, Dictionary<string, string> files)
    {
        foreach (string ofFile in patch.Split("--- a/", StringSplitOptions.RemoveEmptyEntries))
        {
            string path = ofFile[..ofFile.IndexOf('\n', StringComparison.Ordinal)];
            string text = files.GetValueOrDefault(path) ?? File.ReadAllText(Repository.At(path.Split('/')));
            foreach (string hunk in HunkHead().Split(ofFile).Skip(1))
            {
                string[] lines = hunk.TrimEnd('\n').Split('\n');
                string old = TextOf(lines.Where(line => !line.StartsWith('+')));
                text.Split(old).Length.ShouldBe(2, $"{name} does not apply to {path}: it has not just one\n{old}");
                text = text.Replace(old, TextOf(lines.Where(line => !line.StartsWith('-'))), StringComparison.Ordinal);
            }

            files[path] = text;
        }
    }

    private static string TextOf(IEnumerable<string> lines) =>
        string.Concat(lines.Select(line => (line.Length == 0 ? "" : line[1..]) + "\n"));

    [GeneratedRegex("Mutant\\.Is\\(\"(?<name>\\w+)\"\\)", RegexOptions.None, 1000)]
    private static partial Regex MutantName();

    [GeneratedRegex("^@@ .*\n", RegexOptions.Multiline, 1000)]
    private static partial Regex HunkHead();
}
