using Scalewright.Documents;
namespace Sdk.Tests.Guards;

public class ErrorPageExampleTests
{
    private static readonly PluginList Plugins = PluginList.Empty.Add(
        ScalePlugins.All.Entries.Where(entry => entry.Create().GetType().Assembly.GetName().Name is "Scalewright.Core" or "Scalewright.Phenix"));

    public static TheoryData<string> Pages { get; } =
    [
        .. Directory.EnumerateFiles(Repository.At("docs", "errors"), "SW*.md")
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
            File.WriteAllText(path, File.ReadAllText(path).Replace($"```text\n{blocks[1].Text}\n", $"```text\n{message}\n", StringComparison.Ordinal));
        }

        Blocks(path)[1].Text.ShouldBe(message);
    }

    private static DocumentBlock[] Blocks(string path) => [.. DocumentBlock.ReadAll(path, File.ReadAllText(path))];

    private static IEnumerable<string> Messages(DocumentBlock example)
    {
        ProfileReadResult read = ProfileReader.Read(
            Encoding.UTF8.GetBytes(example.Text),
            Dialect.FromPath("farm." + example.Language),
            new ProfileReadOptions { Plugins = Plugins },
            "farm." + example.Language);
        TopologyBuilder builder = read.Profiles.Aggregate(Topology.Create("farm"), (topology, profile) => topology.AddProfile(profile, Plugins));
        IEnumerable<Problem> late = [];
        try
        {
            late = builder.Build() is not null ? builder.Problems : [];
        }
        catch (ExpansionException e)
        {
            late = e.Problems;
        }

        return read.Problems.Concat(late).Select(problem => $"{problem} [{problem.Code.Id}]");
    }
}
