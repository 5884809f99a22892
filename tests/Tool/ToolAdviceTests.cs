namespace Tool.Tests;

/// <summary>The tool's rewording of library messages, which a changed library message would silently disable.</summary>
public sealed partial class ToolAdviceTests
{
    private static readonly string Words = Repository.At("src", "Sdk", "Tool", "ToolAdvice.cs");

    [Fact]
    public void Each_phrase_that_the_tool_rewords_occurs_in_the_library()
    {
        string[] phrases = [.. Phrase().Matches(Seam().Replace(File.ReadAllText(Words), "")).Select(match => match.Groups["phrase"].Value)];
        string library = string.Concat(
            Directory
                .EnumerateFiles(Repository.At("src"), "*.cs", SearchOption.AllDirectories)
                .Where(file => file != Words && !file.Contains("/obj/", StringComparison.Ordinal))
                .Select(File.ReadAllText)
        );

        string said = NameOf().Replace(Seam().Replace(library, ""), "${name}");

        phrases.Length.ShouldBeGreaterThan(10);
        phrases.Where(phrase => !said.Contains(phrase, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [GeneratedRegex(@"\{nameof\((?:\w+\.)*(?<name>\w+)\)\}", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex NameOf();

    // Where a string literal continues on the next line.
    [GeneratedRegex("\"\\s*\\+ \\$?\"", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Seam();

    [GeneratedRegex("""^\s+\("(?<phrase>[^"]+)",\s""", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Phrase();
}
