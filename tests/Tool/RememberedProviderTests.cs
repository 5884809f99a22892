namespace Tool.Tests;

/// <summary>The provider, its options and the state folder need to be named once.</summary>
public sealed class RememberedProviderTests : IDisposable
{
    private static readonly string[] Processes = ["--provider", "processes", "--node-folder", "nodes"];

    private readonly TemporaryFolder _folder = new();

    public RememberedProviderTests() => _folder.Write("farm.yaml", "profiles: [{name: farm, plugin: builtin, count: 1}]\n");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_provider_is_named_once_and_later_commands_need_neither_it_nor_the_state()
    {
        ProgramResult made = Start(["apply", "farm.yaml", .. Processes]);
        ProgramResult again = Start("apply", "farm.yaml");
        ProgramResult plan = Start("plan", "farm.yaml");
        ProgramResult status = Start("status");
        ProgramResult run = Start("exec", "--", "true");
        ProgramResult logs = Start("logs", "farm-state");
        ProgramResult json = Start("status", "--json");
        ProgramResult destroyed = Start("destroy", "--yes");

        made.ExitCode.ShouldBe(0, made.Text);
        made.Errors.ShouldBe("");
        again.ExitCode.ShouldBe(0, again.Text);
        again.Output.ShouldStartWith("farm: nothing to do");
        plan.ExitCode.ShouldBe(0, plan.Text);
        plan.Output.ShouldStartWith("farm: nothing to do");
        status.ExitCode.ShouldBe(0, status.Text);
        status.Output.ShouldContain("1 of 1 node ready");
        status.Errors.ShouldBeEmpty();
        run.ExitCode.ShouldBe(0, run.Text);
        run.Errors.ShouldBe("state farm-state");
        logs.ExitCode.ShouldBe(0, logs.Text);
        logs.Errors.ShouldBe("No log lines on 1 node.");
        json.ExitCode.ShouldBe(0, json.Text);
        json.Errors.ShouldBe("");
        destroyed.ExitCode.ShouldBe(0, destroyed.Text);
        destroyed.Output.ShouldContain("Destroyed: 1 node removed in ");
    }

    [Fact]
    public void The_file_has_the_provider_its_location_and_the_given_options_with_absolute_paths()
    {
        Start(["apply", "farm.yaml", .. Processes]).ExitCode.ShouldBe(0);

        File.ReadAllText(_folder.At("farm-state", "provider.json"))
            .ShouldBe(
                $$$"""{"version":2,"provider":"processes","location":"--node-folder {{{_folder.At("nodes")}}}","options":{"--node-folder":"{{{_folder.At("nodes")}}}"},"file":"{{{_folder.At("farm.yaml")}}}"}"""
            );
    }

    [Fact]
    public void A_state_is_used_from_another_working_folder()
    {
        Start(["apply", "farm.yaml", .. Processes]).ExitCode.ShouldBe(0);
        Directory.CreateDirectory(_folder.At("elsewhere"));

        ProgramResult status = ToolRun.Start(_folder.At("elsewhere"), "status", "../farm-state");
        ProgramResult within = ToolRun.Start(_folder.At("farm-state"), "status");

        status.ExitCode.ShouldBe(0, status.Text);
        status.Output.ShouldContain("1 of 1 node ready");
        within.ExitCode.ShouldBe(0, within.Text);
        within.Errors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--provider slurm", "--provider slurm with SLURM_CONF=")]
    [InlineData("--node-folder others", "--provider processes --node-folder ")]
    public void Another_provider_or_location_is_an_error_that_names_both(string options, string other)
    {
        Start(["apply", "farm.yaml", .. Processes]).ExitCode.ShouldBe(0);

        foreach (
            string[] verb in (string[][])
                [
                    ["apply", "farm.yaml"],
                    ["plan", "farm.yaml"],
                    ["status"],
                    ["destroy"],
                ]
        )
        {
            ProgramResult refused = Start([.. verb, .. options.Split(' ')]);

            refused.ExitCode.ShouldBe(1, refused.Text);
            refused.Errors.ShouldContain(
                $"error: farm-state: the state is of --provider processes --node-folder {_folder.At("nodes")}, not of {other}"
            );
            refused.Errors.ShouldContain("; omit the options of the provider, or use another state folder; ");
        }
    }

    [Theory]
    [InlineData("""{"provider": "processes", "location": "--node-folder NODES"}""", "provider.json")]
    [InlineData("""{"place": "processes", "where": "--folder NODES"}""", "place.json")]
    public void A_record_of_an_earlier_version_is_read_and_written_again_by_the_next_change(string content, string file)
    {
        Start(["apply", "farm.yaml", .. Processes]).ExitCode.ShouldBe(0);
        string written = File.ReadAllText(_folder.At("farm-state", "provider.json"));
        File.Delete(_folder.At("farm-state", "provider.json"));
        _folder.Write($"farm-state/{file}", content.Replace("NODES", _folder.At("nodes"), StringComparison.Ordinal));

        ProgramResult status = Start("status");
        bool isUntouched = file == "place.json" || File.ReadAllText(_folder.At("farm-state", "provider.json")) != written;
        ProgramResult applied = Start("apply", "farm.yaml");

        status.ExitCode.ShouldBe(0, status.Text);
        status.Output.ShouldContain("1 of 1 node ready");
        isUntouched.ShouldBeTrue();
        applied.ExitCode.ShouldBe(0, applied.Text);
        File.ReadAllText(_folder.At("farm-state", "provider.json")).ShouldBe(written);
    }

    [Fact]
    public void A_record_of_a_newer_version_is_an_error()
    {
        Start(["apply", "farm.yaml", .. Processes]).ExitCode.ShouldBe(0);
        _folder.Write("farm-state/provider.json", """{"version": 3, "provider": "processes", "location": ""}""");

        ProgramResult status = Start("status");

        status.ExitCode.ShouldBe(1, status.Text);
        status.Errors.ShouldBe(
            "error: farm-state/provider.json: it has version 3, and this version of the tool reads up to 2; use the version of the tool that wrote it [SW3005]"
        );
    }

    [Fact]
    public void Without_DIR_two_states_are_an_error_that_names_both_and_no_state_is_an_error()
    {
        ProgramResult none = Start("status");
        ProgramResult empty = Start("status", "");
        Start(["apply", "farm.yaml", .. Processes]).ExitCode.ShouldBe(0);
        Start(["apply", "farm.yaml", "--name", "second", .. Processes]).ExitCode.ShouldBe(0);

        ProgramResult two = Start("destroy");

        none.ExitCode.ShouldBe(2, none.Text);
        none.Errors.ShouldContain("DIR: missing, and the working folder has no state; name the folder of a state");
        none.Errors.ShouldNotContain("--provider: missing");
        empty.ExitCode.ShouldBe(2, empty.Text);
        empty.Errors.ShouldContain("DIR: '' is not a folder; name the folder of a state");
        two.ExitCode.ShouldBe(2, two.Text);
        two.Errors.ShouldContain("DIR: missing, and the working folder has 2 states; name one of farm-state, second-state");
    }

    [Theory]
    [InlineData("status", "DIR: missing, and the working folder has 2 states; name one of farm-state, second-state", "DIR")]
    [InlineData("destroy", "DIR: missing, and the working folder has 2 states; name one of farm-state, second-state", "DIR")]
    [InlineData("exec -- hostname", "DIR: missing, and the working folder has 2 states; name one of farm-state, second-state", "DIR")]
    [InlineData("logs", "DIR: missing, and the working folder has 2 states; name one of farm-state, second-state", "DIR")]
    [InlineData("scale farm 2", "--state: missing, and the working folder has 2 states; name one of farm-state, second-state", "--state")]
    [InlineData(
        "cp farm.yaml all:/tmp/",
        "--state: missing, and the working folder has 2 states; name one of farm-state, second-state",
        "--state"
    )]
    public void Of_two_states_only_the_argument_that_selects_one_is_missing(string command, string error, string argument)
    {
        Start(["apply", "farm.yaml", .. Processes]).ExitCode.ShouldBe(0);
        Start(["apply", "farm.yaml", "--name", "second", .. Processes]).ExitCode.ShouldBe(0);

        ProgramResult result = Start(command.Split(' '));

        result.ExitCode.ShouldBe(2, result.Text);
        result.Errors.Split('\n')[0].ShouldBe(error);
        result.Errors.Split('\n').Length.ShouldBe(2);
        result.Errors.ShouldContain($"Usage: scalewright {command.Split(' ')[0]} ");
        result.Errors.ShouldContain(argument);
    }

    [Fact]
    public void Scale_keeps_the_recorded_name_and_file()
    {
        Start(["apply", "farm.yaml", "--name", "prod", .. Processes]).ExitCode.ShouldBe(0);
        string written = File.ReadAllText(_folder.At("prod-state", "provider.json"));

        ProgramResult scaled = Start("scale", "farm", "2");
        ProgramResult again = Start("apply", "farm.yaml", "--state", "prod-state", "--yes");

        scaled.ExitCode.ShouldBe(0, scaled.Text);
        File.ReadAllText(_folder.At("prod-state", "provider.json")).ShouldBe(written);
        again.ExitCode.ShouldBe(0, again.Text);
        again.Output.ShouldContain("Applied: 1 node removed in ");
    }

    [Fact]
    public void A_state_without_a_recorded_name_names_the_option_and_both_clusters()
    {
        Start(["apply", "farm.yaml", "--name", "prod", .. Processes]).ExitCode.ShouldBe(0);
        File.Delete(_folder.At("prod-state", "provider.json"));

        foreach (string verb in (string[])["apply", "plan"])
        {
            ProgramResult refused = Start([verb, "farm.yaml", "--state", "prod-state", .. Processes]);

            refused.ExitCode.ShouldBe(1, refused.Text);
            refused.Errors.ShouldBe(
                "error: prod-state: the state belongs to cluster 'prod', not to 'farm'; use --name prod for this cluster, or another --state for cluster 'farm' [SW3002]"
            );
        }
    }

    [Fact]
    public void A_file_whose_cluster_exists_under_another_name_creates_no_second_cluster_without_a_name()
    {
        Start(["apply", "farm.yaml", "--name", "prod", .. Processes]).ExitCode.ShouldBe(0);
        const string Reason =
            "farm.yaml: its cluster exists as 'prod' in prod-state; use --name prod for this cluster, or another --name for a second one [SW6002]";

        ProgramResult refused = Start("apply", "farm.yaml");
        ProgramResult named = Start(["apply", "farm.yaml", .. Processes]);
        ProgramResult plan = Start("plan", "farm.yaml");
        ProgramResult simulated = Start("plan", "farm.yaml", "--provider", "simulation");
        ProgramResult compared = Start("plan", "farm.yaml", "--name", "prod");
        bool isCreated = Directory.Exists(_folder.At("farm-state"));
        ProgramResult second = Start(["apply", "farm.yaml", "--name", "farm", .. Processes]);
        ProgramResult own = Start("apply", "farm.yaml");

        refused.ExitCode.ShouldBe(1, refused.Text);
        refused.Errors.ShouldBe($"error: {Reason}");
        named.ExitCode.ShouldBe(1, named.Text);
        named.Errors.ShouldBe($"error: {Reason}");
        plan.ExitCode.ShouldBe(0, plan.Text);
        plan.Errors.ShouldBe($"warning: {Reason}");
        simulated.Errors.ShouldBe("");
        compared.Output.ShouldBe("prod: nothing to do");
        isCreated.ShouldBeFalse();
        second.ExitCode.ShouldBe(0, second.Text);
        own.ExitCode.ShouldBe(0, own.Text);
        own.Output.ShouldStartWith("farm: nothing to do");
    }

    [Fact]
    public void A_state_with_a_name_of_its_own_is_named_by_its_folder_and_a_destroyed_cluster_does_not_count()
    {
        Start(["apply", "farm.yaml", "--state", "elsewhere", .. Processes]).ExitCode.ShouldBe(0);

        ProgramResult refused = Start("apply", "farm.yaml");
        Start("destroy", "elsewhere", "--yes").ExitCode.ShouldBe(0);
        ProgramResult again = Start(["apply", "farm.yaml", .. Processes]);

        refused.ExitCode.ShouldBe(1, refused.Text);
        refused.Errors.ShouldBe(
            "error: farm.yaml: its cluster exists as 'farm' in elsewhere; use --state elsewhere for this cluster, or another --name for a second one [SW6002]"
        );
        again.ExitCode.ShouldBe(0, again.Text);
    }

    [Fact]
    public void The_name_of_a_cluster_is_remembered_and_another_one_is_an_error_that_names_both()
    {
        ProgramResult made = Start(["apply", "farm.yaml", "--name", "prod", .. Processes]);
        ProgramResult again = Start("apply", "farm.yaml", "--state", "prod-state");
        ProgramResult same = Start("apply", "farm.yaml", "--name", "prod");
        ProgramResult other = Start("apply", "farm.yaml", "--name", "test", "--state", "prod-state");
        ProgramResult wrong = Start("apply", "farm.yaml", "--name", "a/b");

        made.ExitCode.ShouldBe(0, made.Text);
        again.ExitCode.ShouldBe(0, again.Text);
        again.Output.ShouldStartWith("prod: nothing to do");
        same.ExitCode.ShouldBe(0, same.Text);
        other.ExitCode.ShouldBe(1, other.Text);
        other.Errors.ShouldContain("'prod'");
        other.Errors.ShouldContain("'test'");
        wrong.ExitCode.ShouldBe(2, wrong.Text);
        wrong.Errors.ShouldContain("--name: 'a/b' is not a valid name; use 1 to 63 of ");
    }

    [Fact]
    public void A_state_of_a_program_names_no_provider()
    {
        Start(["apply", "farm.yaml", .. Processes]).ExitCode.ShouldBe(0);
        File.Delete(_folder.At("farm-state", "provider.json"));

        ProgramResult status = Start("status");

        status.ExitCode.ShouldBe(2, status.Text);
        status.Errors.ShouldContain("--provider: missing, and the state does not name it; use ");
    }

    [Theory]
    [InlineData("status farm.yaml", "error: farm.yaml: it is a file; name the folder of a state; 'scalewright list' finds them [SW1012]")]
    [InlineData(
        "destroy farm.yaml --provider processes",
        "error: farm.yaml: it is a file; name the folder of a state; 'scalewright list' finds them [SW1012]"
    )]
    [InlineData(
        "logs --state farm.yaml",
        "error: farm.yaml: it is a file; name the folder of a state; 'scalewright list' finds them [SW1012]"
    )]
    [InlineData(
        "exec farm.yaml -- true",
        "error: farm.yaml: it is a file; name the folder of a state, or give --provider simulation for a profile file [SW1012]"
    )]
    [InlineData("repair farm.yaml", "error: farm.yaml: it is a file; name the folder of a state [SW1012]")]
    [InlineData("list farm.yaml", "error: farm.yaml: it is a file; name a folder with states [SW1012]")]
    public void A_file_as_a_state_folder_is_reported_as_a_file(string arguments, string error)
    {
        ProgramResult result = Start(arguments.Split(' '));

        result.ExitCode.ShouldBe(1, result.Text);
        result.Errors.ShouldBe(error);
    }

    [Fact]
    public void Help_does_not_search_for_a_state()
    {
        Start(["apply", "farm.yaml", .. Processes]).ExitCode.ShouldBe(0);

        ProgramResult help = Start("status", "--help");

        help.ExitCode.ShouldBe(0, help.Text);
        help.Errors.ShouldBe("");
    }

    private ProgramResult Start(params string[] arguments) => ToolRun.Start(_folder.Root, arguments);
}
