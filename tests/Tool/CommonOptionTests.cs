namespace Tool.Tests;

/// <summary>Verbs that need the same input have the same options for it, with the same default and messages.</summary>
public sealed partial class CommonOptionTests : IDisposable
{
    private const string Provider = "--provider processes --node-folder nodes";
    private const string Missing = "missing, and the working folder has no state; name the folder of a state";

    private static readonly string[] Everywhere = ["--json", "--verbose", "--no-color", "--help"];
    private static readonly string[] Common = [.. Everywhere, "--provider", "--state", "--name"];

    // Options of a verb besides those of all verbs.
    private static readonly Dictionary<string, string> Options = new(StringComparer.Ordinal)
    {
        ["plan"] = "--provider --state --name",
        ["apply"] = "--provider --state --name",
        ["adopt"] = "--provider --state --name",
        ["scale"] = "--provider --state",
        ["status"] = "--provider --state",
        ["watch"] = "--provider --state",
        ["exec"] = "--provider --state",
        ["cp"] = "--provider --state",
        ["logs"] = "--provider --state",
        ["decisions"] = "--state",
        ["destroy"] = "--provider --state",
        ["repair"] = "--provider --state",
        ["list"] = "--provider",
        ["reap"] = "--provider",
    };

    private static readonly string[] StateTexts =
    [
        "State folder of the cluster; default NAME-state in the working folder.",
        "State folder of the cluster; default the only one of the working folder.",
        "State folder of the cluster.",
        "State folder, which contains journal.log.",
    ];

    private readonly TemporaryFolder _folder = new();

    public CommonOptionTests() => _folder.Write("shop.yaml", "profiles: [{name: web, plugin: builtin, hostname_prefix: web, count: 2}]\n");

    /// <summary>Commands that use the only state of the working folder, and change nothing.</summary>
    public static TheoryData<string> Commands { get; } =
    ["scale web 1 --dry-run", "status", "exec -- true", "cp shop.yaml all:/tmp/ --dry-run", "logs", "destroy --dry-run"];

    public void Dispose() => _folder.Dispose(); // Remaining nodes are files in this folder; no process runs.

    [Theory, MemberData(nameof(HelpPageTests.AllVerbs), MemberType = typeof(HelpPageTests))]
    public void A_verb_has_the_common_options_of_its_kind_with_the_same_text(string verb)
    {
        Match[] options =
        [
            .. Option().Matches(Start($"{verb} --help").Output).Where(option => Common.Contains(option.Groups["name"].Value)),
        ];
        string own = Options.GetValueOrDefault(verb, "");

        options
            .Select(option => option.Groups["name"].Value)
            .ShouldBe([.. Everywhere, .. own.Split(' ', StringSplitOptions.RemoveEmptyEntries)], ignoreOrder: true);
        foreach (Match option in options)
        {
            string text = option.Groups["text"].Value;
            switch (option.Groups["name"].Value)
            {
                case "--state":
                    StateTexts.ShouldContain(text);
                    break;
                case "--provider":
                    text.ShouldStartWith("Provider of the nodes: ");
                    break;
                case "--name":
                    text.ShouldStartWith("Name ");
                    break;
            }
        }
    }

    [Theory, MemberData(nameof(Commands))]
    public void The_state_is_named_or_the_only_one_of_the_working_folder(string command)
    {
        ProgramResult none = Start(command);
        ProgramResult missing = Start(With(command, "--state none"));
        ProgramResult empty = Start(With(command, "--state "));
        Start($"apply shop.yaml {Provider}").ExitCode.ShouldBe(0);
        ProgramResult only = Start(command);
        Start($"apply shop.yaml --name second {Provider}").ExitCode.ShouldBe(0);
        ProgramResult two = Start(command);
        ProgramResult named = Start(With(command, "--state shop-state"));

        none.ExitCode.ShouldBe(2, none.Text);
        none.Errors.ShouldContain($": {Missing}\n");
        missing.ExitCode.ShouldBe(1, missing.Text);
        missing.Errors.ShouldContain("error: none: the folder does not exist; name the folder of a state");
        empty.ExitCode.ShouldBe(2, empty.Text);
        empty.Errors.ShouldContain("--state: '' is not a folder; name the folder of a state");
        only.ExitCode.ShouldBe(0, only.Text);
        two.ExitCode.ShouldBe(2, two.Text);
        two.Errors.ShouldContain(": missing, and the working folder has 2 states; name one of second-state, shop-state\n");
        named.ExitCode.ShouldBe(0, named.Text);
    }

    [Theory]
    [InlineData("apply shop.yaml --provider processes --state ", "--state")]
    [InlineData("status shop-state --provider kubernetes --context ", "--context")]
    [InlineData("watch shop-state --provider processes --record ", "--record")]
    [InlineData("plan shop.yaml --out ", "--out")]
    [InlineData("exec shop-state --provider processes --node  -- true", "--node")]
    [InlineData("decisions shop-state --domain ", "--domain")]
    [InlineData("experiment words.yaml --data ", "--data")]
    [InlineData("report data/words-001 --out page.html --compare ", "--compare")]
    [InlineData("replay data/words-001 --point ", "--point")]
    [InlineData("explore tests.dll --test ", "--test")]
    [InlineData("explore tests.dll --store ", "--store")]
    [InlineData("explore tests.dll --executor slurm --partition ", "--partition")]
    [InlineData("explore tests.dll --executor kubernetes --image tests:1 --context ", "--context")]
    [InlineData("explore tests.dll --executor kubernetes --image tests:1 --kubeconfig ", "--kubeconfig")]
    [InlineData("explore tests.dll --executor kubernetes --image tests:1 --namespace ", "--namespace")]
    [InlineData("explore tests.dll --executor kubernetes --image tests:1 --tests-in-image ", "--tests-in-image")]
    [InlineData("trace serve run.swtrace --tests ", "--tests")]
    [InlineData("schema --plugin ", "--plugin")]
    [InlineData("schema --out ", "--out")]
    [InlineData("plan shop.yaml --plugins ", "--plugins")]
    [InlineData("plan ", "FILE")]
    [InlineData("experiment ", "DEFINITION")]
    [InlineData("explore ", "TESTS")]
    [InlineData("report ", "DIR")]
    [InlineData("replay ", "DIR")]
    [InlineData("reap  --provider processes", "CLUSTER")]
    public void An_empty_value_of_an_option_or_argument_is_wrong_usage(string command, string option)
    {
        ProgramResult result = Start(command);

        result.ExitCode.ShouldBe(2, result.Text);
        result.Errors.Split('\n').ShouldContain($"{option}: the value is empty; specify one");
    }

    [Theory]
    [InlineData("reap --provider processes --cluster ", "--cluster: the value is empty; specify one")]
    [InlineData("explore tests.dll --executor kubernetes --image ", "--image: the value is empty; specify one")]
    [InlineData("explore tests.dll --budget ", "--budget: '' is not a time above 0; use for example 2h, 30m or 90s")]
    [InlineData("exec shop-state --provider processes --timeout  -- true", "--timeout takes more than 0 and at most 86400 seconds, not ''")]
    public void An_empty_value_is_one_error(string command, string message)
    {
        ProgramResult result = Start(command);

        result.ExitCode.ShouldBe(2, result.Text);
        result.Errors.Split('\n')[..^1].ShouldHaveSingleItem().ShouldStartWith(message);
    }

    [Theory]
    [InlineData("status other --state shop-state", "--state: the folder is already named; omit one of both")]
    [InlineData("exec other --state shop-state -- true", "--state: the folder is already named; omit one of both")]
    [InlineData("logs other --state shop-state", "--state: the folder is already named; omit one of both")]
    [InlineData("destroy other --state shop-state", "--state: the folder is already named; omit one of both")]
    [InlineData("repair other --state shop-state", "--state: the folder is already named; omit one of both")]
    [InlineData("repair", "DIR: missing; name the folder of a state")]
    [InlineData(
        "exec shop.yaml --state shop-state --provider simulation -- hostname",
        "--state: resources of 'simulation' exist only while the command runs; omit it"
    )]
    public void A_state_that_is_ambiguous_or_not_used_is_wrong_usage(string command, string message)
    {
        Start($"apply shop.yaml {Provider}").ExitCode.ShouldBe(0);

        ProgramResult result = Start(command);

        result.ExitCode.ShouldBe(2, result.Text);
        result.Errors.ShouldContain(message);
    }

    [Fact]
    public void A_journal_to_repair_is_named_by_the_option_too()
    {
        Start($"apply shop.yaml {Provider}").ExitCode.ShouldBe(0);

        Start("repair --state shop-state").Output.ShouldBe("shop-state: the journal is sound; nothing is to be cut");
    }

    // The command of 'exec' follows the options.
    private static string With(string command, string option) =>
        command.EndsWith(" -- true", StringComparison.Ordinal)
            ? $"{command[..^" -- true".Length]} {option} -- true"
            : $"{command} {option}";

    private ProgramResult Start(string command) => ToolRun.Start(_folder.Root, command.Split(' '));

    [GeneratedRegex(
        @"^  (?:-\?, -h, )?(?<name>--[a-z-]+)(?: <\S+>)?(?: \(REQUIRED\))?  +(?<text>\S.*)$",
        RegexOptions.Multiline | RegexOptions.CultureInvariant,
        1_000
    )]
    private static partial Regex Option();
}
