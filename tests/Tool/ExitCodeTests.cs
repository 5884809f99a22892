namespace Tool.Tests;

/// <summary>Each cell of the table of exit codes in docs/reference/cli.md.</summary>
public sealed partial class ExitCodeTests : IDisposable
{
    private const string Local = "--provider processes --node-folder nodes";

    // A command of each cell, after those of the cell before it. '-' removes a file or folder first.
    private static readonly Dictionary<string, string[][]> Cells = new(StringComparer.Ordinal)
    {
        ["validate"] =
        [
            ["validate shop.yaml"],
            ["validate none.yaml"],
            ["validate"],
        ],
        ["plan"] =
        [
            ["plan shop.yaml"],
            ["plan none.yaml"],
            ["plan"],
        ],
        ["list"] =
        [
            ["list"],
            ["list none"],
            ["list --nope"],
        ],
        ["report"] =
        [
            ["report data/words-001"],
            ["report none"],
            ["report"],
        ],
        ["export"] =
        [
            ["export data/words-001 --out tidy"],
            ["export none --out tidy"],
            ["export"],
        ],
        ["completion"] =
        [
            ["completion bash"],
            [],
            ["completion dos"],
        ],
        ["schema"] =
        [
            ["schema"],
            ["schema --out none/none/x"],
            ["schema --nope"],
        ],
        ["providers"] =
        [
            ["providers"],
            [],
            ["providers --nope"],
        ],
        ["apply"] =
        [
            [$"apply shop.yaml --state state {Local}", $"apply shop.yaml --state state {Local}"],
            ["apply shop.yaml --state state --provider processes --node-folder others", "apply shop.yaml"],
            ["apply other.yaml", $"apply fewer/shop.yaml --state state {Local}"],
        ],
        ["scale"] =
        [
            [$"scale web 3 --state state {Local}", $"scale web 3 --state state {Local}"],
            [$"scale none 3 --state state {Local}"],
            [$"scale web --state state {Local}", $"scale web 1 --state state {Local}"],
        ],
        ["adopt"] =
        [
            ["-state", $"adopt shop.yaml --state state {Local} --yes"],
            [$"adopt other.yaml --state other {Local}"],
            ["adopt shop.yaml", "-state", $"adopt fewer/shop.yaml --state state {Local}"],
        ],
        ["status"] =
        [
            [$"status state {Local}", $"status state {Local} --check"],
            [$"status none {Local}", "-nodes", $"status state {Local} --check"],
            ["status --nope"],
        ],
        ["watch"] =
        [
            [],
            [$"watch none {Local}"],
            ["watch --nope"],
        ],
        ["exec"] =
        [
            [$"exec state {Local} -- true"],
            [$"exec state {Local} -- false"],
            [$"exec state {Local}"],
        ],
        ["cp"] =
        [
            [$"cp shop.yaml all:/tmp/ --dry-run --state state {Local}"],
            [$"cp all:/no-such-file here --state state {Local}"],
            [$"cp one two --state state {Local}"],
        ],
        ["logs"] =
        [
            [$"logs state {Local}"],
            [$"logs state {Local} --file /no-such-file"],
            ["logs --nope"],
        ],
        ["decisions"] =
        [
            ["decisions state"],
            ["decisions none"],
            ["decisions"],
        ],
        ["repair"] =
        [
            ["repair state"],
            ["repair none"],
            ["repair"],
        ],
        ["destroy"] =
        [
            [$"destroy state {Local} --yes", $"destroy state {Local}"],
            [$"destroy none {Local}"],
            ["destroy --nope", $"apply shop.yaml --state more {Local}", $"destroy more {Local}"],
        ],
        ["reap"] =
        [
            [$"reap {Local}"],
            ["reap --provider ssh --host-file none.json"],
            ["reap"],
        ],
        ["experiment"] =
        [
            ["experiment words.yaml"],
            ["experiment none.yaml"],
            ["experiment"],
        ],
        ["replay"] =
        [
            ["replay data/words-001"],
            ["replay none"],
            ["replay"],
        ],
        ["explore"] =
        [
            [$"explore {Tests} --test SeventhSeed.It_passes --seeds 1"],
            ["explore none.dll", $"explore {Tests} --test SeventhSeed.It_fails --first-seed 7 --seeds 1 --store failing"],
            ["explore", $"explore {Tests} --seeds 0"],
        ],
        ["trace"] =
        [
            ["trace run.swtrace", "trace run.swtrace --format perfetto --out run.perfetto-trace"],
            ["trace none.swtrace", "trace shop.yaml"],
            ["trace", "trace run.swtrace --format dot", "trace run.swtrace --format perfetto"],
        ],

        // It ends by a signal only.
        ["trace serve"] =
        [
            [],
            [$"trace serve none.swtrace --tests {Tests}", "trace serve run.swtrace --tests none.dll"],
            ["trace serve run.swtrace"],
        ],
    };

    private static string Tests =>
        Repository.At(
            "tests",
            "support",
            "Testing.Host",
            "bin",
            AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug",
            "net10.0",
            "testing-host.dll"
        );

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Verbs { get; } = [.. Cells.Keys];

    public void Dispose() => _folder.Dispose(); // Remaining nodes are files in this folder; no process runs.

    [Fact]
    public void Each_verb_has_a_row()
    {
        string page = File.ReadAllText(Repository.At("docs", "reference", "cli.md"));
        string table = page[page.IndexOf("| verbs | 0 |", StringComparison.Ordinal)..].Split("\n\n")[0];

        // Each verb has a schema.
        Directory
            .GetFiles(Repository.At("docs", "schemas"))
            .Select(file => Path.GetFileName(file).Split('.')[0].Replace('-', ' '))
            .ShouldBe(Cells.Keys, ignoreOrder: true);
        Word()
            .Matches(string.Join('\n', table.Split('\n').Skip(2).Select(row => row.Split('|')[1])))
            .Select(word => word.Groups["verb"].Value)
            .ShouldBe(Cells.Keys, ignoreOrder: true);
    }

    [Theory, MemberData(nameof(Verbs))]
    public void Each_cell_is_true(string verb)
    {
        _folder.Write("shop.yaml", "profiles: [{name: web, plugin: builtin, hostname_prefix: web, count: 2}]\n");
        _folder.Write("fewer/shop.yaml", "profiles: [{name: web, plugin: builtin, hostname_prefix: web, count: 1}]\n");
        _folder.Write("other.yaml", "profiles: [{name: web, plugin: builtin, hostname_prefix: web, count: 2}]\n");
        _folder.Write("words.yaml", ExperimentVerbTests.Definition);
        File.WriteAllBytes(_folder.At("run.swtrace"), TraceVerbTests.Trace());
        if (verb is "report" or "replay" or "export")
        {
            Start("experiment words.yaml").ExitCode.ShouldBe(0);
        }
        else
        {
            Start($"apply shop.yaml --state state {Local}").ExitCode.ShouldBe(0);
        }

        foreach ((int exitCode, string[] commands) in Cells[verb].Index())
        {
            foreach (string command in commands)
            {
                if (command.StartsWith('-'))
                {
                    Directory.Delete(_folder.At(command[1..]), recursive: true);
                    continue;
                }

                ProgramResult result = Start(command);
                result.ExitCode.ShouldBe(
                    command.StartsWith(verb, StringComparison.Ordinal) || command.StartsWith("apply fewer", StringComparison.Ordinal)
                        ? exitCode
                        : 0,
                    $"{command}\n{result.Text}"
                );
            }
        }
    }

    private ProgramResult Start(string command) => ToolRun.Start(_folder.Root, command.Split(' '));

    [GeneratedRegex("`(?<verb>[a-z]+( [a-z]+)?)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();
}
