namespace Samples.Tests.Documents;

/// <summary>
/// Every command of the documents works. A block <c>console</c> has prompts and the exact output of each command; a
/// line <c>...</c> matches any lines. A block <c>sh</c> has commands that succeed. A block with <c>not-run:</c> states
/// why it cannot run here. A block with <c>file=NAME</c> is a file for later commands.
/// </summary>
public class ConsoleBlockTests
{
    private const string NotRun = "not-run: ";
    private const string NeedsContainers = NotRun + "needs a container engine";
    private const string Prompt = "$ ";
    private const int MinReason = 15;

    private static readonly string[] Shells = ["sh", "console"];
    private static readonly string[] Programs = ["dotnet ", "scalewright ", "shub ", "git ", "export "];

    // Pages of templates belong to the projects that are created from them.
    private static readonly string[] Relative =
    [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        .. new[] { "docs", "src", "samples", "templates", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Repository.At(folder), "*.md", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Repository.Root, path))
            .Where(name => !name.Split(Path.DirectorySeparatorChar).Any(IsNoDocument))
            .Order(StringComparer.Ordinal),
    ];

    public static TheoryData<string> Names { get; } = [.. Relative];

    public static TheoryData<string> WithCommands { get; } = [.. Relative.Where(name => Blocks(name).Any(IsRun))];

    [Theory, MemberData(nameof(Names))]
    public void A_block_of_commands_is_run_or_states_why_not(string name)
    {
        DocumentBlock[] blocks = [.. Blocks(name)];

        blocks
            .Where(block =>
                !Shells.Contains(block.Language) && block.Text.Split('\n').Any(line => line.StartsWith(Prompt, StringComparison.Ordinal))
            )
            .Select(block => block.Place)
            .ShouldBeEmpty("a block with prompts is 'console'");
        blocks
            .Where(block =>
                block.Language is "bash" or "shell" || (block.Language is "" or "text" && block.Text.Split('\n').Any(IsCommand))
            )
            .Select(block => block.Place)
            .ShouldBeEmpty("a block of commands is 'sh'");
        blocks
            .Where(block =>
                Shells.Contains(block.Language)
                && !IsRun(block)
                && (!block.Mark.StartsWith(NotRun, StringComparison.Ordinal) || block.Mark.Length < NotRun.Length + MinReason)
            )
            .Select(block => block.Place)
            .ShouldBeEmpty($"'{NotRun}' names the reason");
    }

    [Theory, MemberData(nameof(WithCommands))]
    [Trait(Category.Name, Category.Packaging)]
    public void Commands_print_what_the_document_shows(string name)
    {
        using DocumentShell shell = new(name);
        AddSteps(shell, name, IsRun);

        shell.Run().ShouldBeEmpty();
    }

    [MachineTheory("docker", "podman", "docker", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task Commands_of_the_first_containers_print_what_the_document_shows(string engine)
    {
        string name = Path.Combine("docs", "get-started", "first-containers.md");
        using ContainerLab lab = engine == "docker" ? new DockerLab() : new PodmanLab();
        await lab.NameImageAsync("docker.io/library/debian", "12");
        using DocumentShell shell = new(name);
        AddSteps(shell, name, block => block.Mark == NeedsContainers);

        shell.Run(("DOCKER_HOST", $"{lab.Endpoint}")).ShouldBeEmpty();
        (await lab.ListOwnAsync()).ShouldBe("[][]");
    }

    [Theory]
    [InlineData("console", "$ echo one\none\n$ echo two\ntwo", 0)]
    [InlineData("console", "$ echo one\ntwo", 1)]
    [InlineData("console", "$ seq 5\n1\n...\n5", 0)]
    [InlineData("console", "$ seq 5\n1\n...\n4", 1)]
    [InlineData("console", "$ seq 2\n1", 1)]
    [InlineData("console", "$ true", 0)]
    [InlineData("console", "$ false", 1)]
    [InlineData("console", "$ false\n$ true", 1)]
    [InlineData("console", "$ nobody-knows-this-program", 1)]
    [InlineData("sh", "cd / && x=1\ntest \"$x$PWD\" = 1/   # the shell is one for all of them", 0)]
    [InlineData("sh", "true\n(exit 3)\ntrue", 1)]
    public void The_output_in_a_document_is_compared_with_the_actual_output(string language, string text, int problems)
    {
        using DocumentShell shell = new("README.md");
        DocumentBlock block = new("here:1", language, "", text);
        (language == "sh" ? Commands(block) : Dialogue(block)).ForEach(shell.Add);

        shell.Run().Count.ShouldBe(problems);
    }

    [Fact]
    public void The_main_documents_have_commands_that_are_run() =>
        new[]
        {
            "README.md",
            Path.Combine("docs", "get-started", "first-local-cluster.md"),
            Path.Combine("src", "Sdk", "Tool", "README.md"),
        }.ShouldBeSubsetOf(Relative.Where(name => Blocks(name).Any(IsRun)));

    private static void AddSteps(DocumentShell shell, string name, Func<DocumentBlock, bool> isRun)
    {
        foreach (DocumentBlock block in Blocks(name))
        {
            if (FileOf(block) is { } file)
            {
                shell.Add(new ShellFile(file, block.Text));
            }
            else if (isRun(block))
            {
                (block.Language == "sh" ? Commands(block) : Dialogue(block)).ForEach(shell.Add);
            }
        }
    }

    private static bool IsNoDocument(string folder) =>
        folder is "bin" or "obj" || folder.StartsWith("scalewright-", StringComparison.Ordinal);

    private static bool IsCommand(string line) => Programs.Any(program => line.StartsWith(program, StringComparison.Ordinal));

    private static bool IsRun(DocumentBlock block) => Shells.Contains(block.Language) && block.Mark.Length == 0;

    private static string? FileOf(DocumentBlock block) =>
        block.Mark.Split(' ').FirstOrDefault(word => word.StartsWith("file=", StringComparison.Ordinal))?["file=".Length..];

    private static IEnumerable<DocumentBlock> Blocks(string name) => DocumentBlock.ReadAll(name, File.ReadAllText(Repository.At(name)));

    private static List<ShellStep> Commands(DocumentBlock block) =>
        [.. block.Text.Split('\n').Where(line => line.Trim().Length > 0).Select(line => new ShellCommand(block.Place, line, null))];

    private static List<ShellStep> Dialogue(DocumentBlock block)
    {
        List<ShellStep> steps = [];
        foreach (string line in block.Text.Split('\n'))
        {
            if (line.StartsWith(Prompt, StringComparison.Ordinal))
            {
                steps.Add(new ShellCommand(block.Place, line[Prompt.Length..], []));
            }
            else
            {
                ShellCommand last = (ShellCommand)steps[^1];
                steps[^1] = last with { Shown = [.. last.Shown!, line] };
            }
        }

        return steps;
    }
}
