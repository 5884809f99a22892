namespace Tool.Tests;

public sealed class ExecTests : IDisposable
{
    private static readonly string[] Processes = ["--provider", "processes", "--node-folder", "nodes"];

    private readonly TemporaryFolder _folder = new();

    public ExecTests()
    {
        _folder.Write("farm.yaml", "profiles: [{name: farm, plugin: builtin, count: 1}]\n");
        ToolRun.Start(_folder.Root, ["apply", "farm.yaml", .. Processes, "--state", "state"]).ExitCode.ShouldBe(0);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("head -c 3000000 /dev/zero | tr '\\0' a", 3_000_000 - 1_048_576, 0, "output")]
    [InlineData("head -c 2000000 /dev/zero | tr '\\0' a >&2", 0, 2_000_000 - 1_048_576, "error")]
    public void Dropped_output_is_reported_with_its_byte_count(string script, long output, long errors, string stream)
    {
        ProgramResult text = Exec(["--", "sh", "-c", script]);
        JsonNode node = JsonNode.Parse(Exec(["--json", "--", "sh", "-c", script]).Output)!["result"]!["nodes"]![0]!;

        text.ExitCode.ShouldBe(0);
        text.Errors.ShouldContain(
            $"warning: node-1: {output + errors} bytes of standard {stream} dropped: 1048576 bytes are kept, the first and the last half of them; "
        );
        node["droppedBytes"]!["stdout"]!.GetValue<long>().ShouldBe(output);
        node["droppedBytes"]!["stderr"]!.GetValue<long>().ShouldBe(errors);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void A_timed_out_command_is_distinguished_from_a_killed_one()
    {
        ProgramResult late = Exec(["--timeout", "0.5", "--", "sleep", "100"]);
        JsonNode lateNode = JsonNode.Parse(Exec(["--timeout", "0.5", "--json", "--", "sleep", "100"]).Output)!["result"]!["nodes"]![0]!;
        JsonNode killed = JsonNode.Parse(Exec(["--json", "--", "sh", "-c", "kill -9 $$"]).Output)!["result"]!["nodes"]![0]!;

        late.ExitCode.ShouldBe(1);
        late.Errors.ShouldContain(
            "'sleep' did not end within 0.5 s, was ended and printed no error; check its effects before you run it again with a longer --timeout"
        );
        lateNode["isTimedOut"]!.GetValue<bool>().ShouldBeTrue();
        killed["isTimedOut"]!.GetValue<bool>().ShouldBeFalse();
        killed["exitCode"]!.GetValue<int>().ShouldBe(137);
    }

    [Theory]
    [InlineData("no-such-program", " in [^;]+")]
    [InlineData("./no-such-program", "")]
    public void A_missing_program_is_reported_as_a_program(string program, string folders)
    {
        ProgramResult result = Exec(["--", program]);

        result.ExitCode.ShouldBe(1, result.Text);
        result.Errors.ShouldMatch(
            $@"^error: node-1: there is no program '{program}'{folders}; install the program on the node, or name one that the node has \[SW4002\]$"
        );
    }

    [Theory]
    [InlineData("echo hi")]
    [InlineData("exec farm.yaml", "--provider", "simulation")]
    public void A_quoted_line_is_reported_with_the_form_that_a_shell_needs(string line, params string[] provider)
    {
        ProgramResult result =
            provider.Length == 0 ? Exec(["--", line]) : ToolRun.Start(_folder.Root, ["exec", "farm.yaml", .. provider, "--", line]);

        result.ExitCode.ShouldBe(1, result.Text);
        result.Errors.ShouldEndWith($"; write its words separately, or use a shell: scalewright exec -- sh -c '{line}' [SW4002]");
    }

    [Fact]
    public void Standard_error_of_a_successful_command_goes_to_standard_error()
    {
        ProgramResult result = Exec(["--", "sh", "-c", "echo one; printf 'two\\nthree\\n' >&2"]);

        result.ExitCode.ShouldBe(0, result.Text);
        result.Output.ShouldBe("node-1: one");
        result.Errors.ShouldBe("node-1: two\nnode-1: three");
    }

    [Theory]
    [InlineData("exec --group web hostname", "exec --group web -- hostname")]
    [InlineData("exec hostname", "exec -- hostname")]
    [InlineData("exec state uname -r", "exec state -- uname -r")]
    [InlineData("exec --state state ls --color=never .", "exec --state state -- ls --color=never .")]
    [InlineData("exec --group hostname hostname", "exec --group hostname -- hostname")]
    [InlineData("exec --group=hostname hostname", "exec --group=hostname -- hostname")]
    [InlineData("exec no-such-state --node node-1 hostname", "exec no-such-state --node node-1 -- hostname")]
    [InlineData("exec --group hostname state hostname", "exec --group hostname state -- hostname")]
    [InlineData("exec uname --group web", "exec --group web -- uname")]
    [InlineData("exec farm.yaml --provider simulation hostname", "exec farm.yaml --provider simulation -- hostname")]
    [InlineData("exec echo a$b", "exec -- echo 'a$b'")]
    public void A_command_without_its_separator_is_shown_with_it(string arguments, string corrected)
    {
        ProgramResult result = ToolRun.Start(_folder.Root, arguments.Split(' '));

        result.ExitCode.ShouldBe(2, result.Text);
        result.Errors.ShouldBe($"--: missing before the command; use 'scalewright {corrected}'\nSee 'scalewright exec --help'.");
    }

    [Fact]
    public void Equal_failures_of_nodes_are_one_line()
    {
        _folder.Write("farm.yaml", "profiles: [{name: farm, plugin: builtin, count: 3}]\n");
        ToolRun.Start(_folder.Root, ["apply", "farm.yaml", .. Processes, "--state", "state"]).ExitCode.ShouldBe(0);

        ProgramResult same = Exec(["--", "false"]);
        ProgramResult different = Exec(["--", "sh", "-c", "[ $SCALEWRIGHT_NODE_NAME = node-2 ] && exit 3; echo bad >&2; exit 4"]);
        JsonArray problems = JsonNode.Parse(Exec(["--json", "--", "false"]).Output)!["problems"]!.AsArray();

        same.ExitCode.ShouldBe(1, same.Text);
        same.Errors.ShouldBe(
            "error: node-1, node-2, node-3: 'false' ended with 1 and printed no error; check the command and its output [SW4002]"
        );
        different.Errors.ShouldBe(
            """
            error: node-1, node-3: 'sh' ended with 4 and printed 'bad'; check the command and its output [SW4002]
            error: node-2: 'sh' ended with 3 and printed no error; check the command and its output [SW4002]
            """
        );
        problems.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("/dev/zero", "'/dev/zero' is not a regular file")]
    [InlineData("/no-such-file", "there is no file '/no-such-file'")]
    public void A_log_file_that_is_missing_or_not_regular_is_reported(string path, string found)
    {
        ProgramResult result = ToolRun.Start(_folder.Root, ["logs", "state", .. Processes, "--file", path]);

        result.ExitCode.ShouldBe(1, result.Text);
        result.Errors.ShouldContain(found);
    }

    private ProgramResult Exec(string[] rest) => ToolRun.Start(_folder.Root, ["exec", "state", .. Processes, .. rest]);
}
