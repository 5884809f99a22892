using Scalewright.Documents;

namespace Sdk.Tests.Guards;

public class ErrorPageExampleTests
{
    private static readonly PluginList Plugins = PluginList.Empty.Add(
        ScalePlugins.All.Entries.Where(entry =>
            entry.Create().GetType().Assembly.GetName().Name is "Scalewright.Core" or "Scalewright.Phenix"
        )
    );

    public static TheoryData<string> Pages { get; } =
    [
        .. Directory
            .EnumerateFiles(Repository.At("docs", "errors"), "SW*.md")
            .Where(path => Blocks(path)[0].Language is "yaml" or "json")
            .Select(path => Path.GetFileNameWithoutExtension(path)),
    ];

    [Theory, MemberData(nameof(Pages))]
    public void The_example_on_an_error_page_produces_the_message_of_the_page(string id)
    {
        string path = Repository.At("docs", "errors", id + ".md");
        DocumentBlock[] blocks = Blocks(path);

        string message = Messages(blocks[0]).First(line => line.EndsWith($"[{id}]", StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
        {
            File.WriteAllText(
                path,
                File.ReadAllText(path).Replace($"```text\n{blocks[1].Text}\n", $"```text\n{message}\n", StringComparison.Ordinal)
            );
        }

        Blocks(path)[1].Text.ShouldBe(message);
    }

    /// <summary>Files that a page describes instead of showing them.</summary>
    public static TheoryData<string, string> Described { get; } =
        new()
        {
            { "SW1004", "profiles:\n  - name: caf\u00E9\n" },
            { "SW1005", "profiles:\n  - name: \"farm\a\"\n    plugin: builtin\n" },
            {
                "SW1008",
                "a: &a [x, x]\n"
                    + string.Concat(
                        Enumerable
                            .Range('b', 20)
                            .Select(letter => $"{(char)letter}: &{(char)letter} [*{(char)(letter - 1)}, *{(char)(letter - 1)}]\n")
                    )
            },
            { "SW1010", new string('[', 100) },
            { "SW1011", new string('#', 5_000_000) },
        };

    /// <summary>Each character becomes one byte, so that a text can be invalid UTF-8.</summary>
    [Theory, MemberData(nameof(Described))]
    public void A_file_that_an_error_page_describes_produces_the_message_of_the_page(string id, string content)
    {
        string message = Blocks(Repository.At("docs", "errors", id + ".md"))[1].Text;
        string file = message.Split(':')[0];

        ProfileReadResult read = ProfileReader.Read(
            Encoding.Latin1.GetBytes(content),
            Dialect.FromPath(file),
            new ProfileReadOptions { Plugins = Plugins },
            file
        );

        read.Problems.Select(problem => $"{problem} [{problem.Code.Id}]").ShouldContain(message);
    }

    private static DocumentBlock[] Blocks(string path) => [.. DocumentBlock.ReadAll(path, File.ReadAllText(path))];

    private static IEnumerable<string> Messages(DocumentBlock example)
    {
        ProfileReadResult read = ProfileReader.Read(
            Encoding.UTF8.GetBytes(example.Text),
            Dialect.FromPath("farm." + example.Language),
            new ProfileReadOptions { Plugins = Plugins },
            "farm." + example.Language
        );
        TopologyBuilder builder = Topology.Create("farm").AddProfiles(read);
        IEnumerable<Problem> problems = builder.Problems;
        try
        {
            builder.Build();
        }
        catch (ExpansionException e)
        {
            problems = e.Problems;
        }

        return problems.Select(problem => $"{problem} [{problem.Code.Id}]");
    }
}
